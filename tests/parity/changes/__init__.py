"""What a program may change after the declaration, as tables of rows, and the program it is changed
in."""
