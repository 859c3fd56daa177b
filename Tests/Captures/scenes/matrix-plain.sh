matrix_plain() { :; }
