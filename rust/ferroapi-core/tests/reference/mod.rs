//! Starlette's routing as plainly as it can be said: try every route in turn,
//! each template as the regular expression it stands for, by backtracking.
//!
//! Shares no code with the router, and is used by its tests and fuzz target.

/// A route: its template (`None` for an opaque one) and methods.
pub(crate) type Route = (Option<String>, Vec<String>);

/// A candidate as `(id, verdict, texts)`, the verdict being `F`, `P` or `O`.
pub(crate) type Found = (u32, char, Vec<String>);

/// All candidates for a request, in order of declaration.
pub(crate) fn candidates(routes: &[Route], path: &str, method: &str) -> Vec<Found> {
    (0..)
        .zip(routes)
        .filter_map(|(id, route)| judge(id, route, path, method))
        .collect()
}

fn judge(id: u32, (template, methods): &Route, path: &str, method: &str) -> Option<Found> {
    let tokens = template
        .as_deref()
        .and_then(tokenize)
        .filter(|tokens| is_native(tokens));
    let Some(tokens) = tokens.filter(|_| !path.contains('\n')) else {
        return Some((id, 'O', Vec::new()));
    };
    let texts = full_match(&tokens, path)?;
    let full = methods.is_empty() || methods.iter().any(|known| known == method);
    Some((id, if full { 'F' } else { 'P' }, texts))
}

/// One step of the expression.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Token {
    Char(char),
    Param(String),
}

/// Reads a template; `None` if it does not start with a slash.
pub(crate) fn tokenize(template: &str) -> Option<Vec<Token>> {
    let mut tokens = Vec::new();
    let mut rest = template.starts_with('/').then_some(template)?;
    while let Some(first) = rest.chars().next() {
        if let Some((convertor, after)) = param(rest) {
            tokens.push(Token::Param(convertor));
            rest = after;
        } else {
            tokens.push(Token::Char(first));
            rest = &rest[first.len_utf8()..];
        }
    }
    Some(tokens)
}

fn param(text: &str) -> Option<(String, &str)> {
    let (inside, after) = text.strip_prefix('{')?.split_once('}')?;
    let (name, convertor) = inside.split_once(':').unwrap_or((inside, "str"));
    let is_word = |word: &str| {
        let mut chars = word.chars();
        chars
            .next()
            .is_some_and(|first| first == '_' || first.is_ascii_alphabetic())
            && chars.all(|other| other == '_' || other.is_ascii_alphanumeric())
    };
    (is_word(name) && is_word(convertor)).then(|| (convertor.to_owned(), after))
}

/// Is this a template the router promises to match itself?
pub(crate) fn is_native(tokens: &[Token]) -> bool {
    let known = ["str", "int", "float", "uuid", "path"];
    let mut in_segment = 0;
    for (index, token) in tokens.iter().enumerate() {
        match token {
            Token::Char('/') => in_segment = 0,
            Token::Char('\n') => return false,
            Token::Char(_) => {}
            Token::Param(name) => {
                in_segment += 1;
                let early = name == "path" && index + 1 != tokens.len();
                if in_segment > 1 || early || !known.contains(&name.as_str()) {
                    return false;
                }
            }
        }
    }
    true
}

/// Matches the whole text, longest parameter first, as `re` does.
pub(crate) fn full_match(tokens: &[Token], text: &str) -> Option<Vec<String>> {
    let Some((token, tokens)) = tokens.split_first() else {
        return text.is_empty().then(Vec::new);
    };
    match token {
        Token::Char(one) => full_match(tokens, text.strip_prefix(*one)?),
        Token::Param(convertor) => {
            let ends = text
                .char_indices()
                .map(|(place, _)| place)
                .chain([text.len()]);
            let fitting = ends.filter(|end| accepts(convertor, &text[..*end]));
            fitting
                .collect::<Vec<_>>()
                .into_iter()
                .rev()
                .find_map(|end| {
                    let mut texts = full_match(tokens, &text[end..])?;
                    texts.insert(0, text[..end].to_owned());
                    Some(texts)
                })
        }
    }
}

fn accepts(convertor: &str, text: &str) -> bool {
    let digits = |text: &str| !text.is_empty() && text.chars().all(|one| one.is_ascii_digit());
    match convertor {
        "str" => !text.is_empty() && !text.contains('/'),
        "int" => digits(text),
        "float" => text.splitn(2, '.').all(digits),
        "uuid" => is_uuid(text),
        _ => true,
    }
}

fn is_uuid(text: &str) -> bool {
    let digits = text.chars().filter(|one| *one != '-').collect::<String>();
    let mut seen = 0;
    let hyphens_in_place = text.chars().zip(text.chars().skip(1)).all(|(one, next)| {
        seen += usize::from(one != '-');
        next != '-' || (one != '-' && [8, 12, 16, 20].contains(&seen))
    });
    digits.len() == 32
        && digits.chars().all(|one| one.is_ascii_hexdigit())
        && hyphens_in_place
        && !text.starts_with('-')
        && !text.ends_with('-')
}
