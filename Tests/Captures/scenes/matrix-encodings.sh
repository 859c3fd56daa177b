matrix_encodings() { :; }
