#pragma once
struct error { int code; explicit error(int c) : code(c) { } virtual const char *what() const; virtual ~error() = default; };
struct special_error : error { using error::error; const char *what() const override; };
