; The second of three: caught from a, handed on to c. See ../A/a.ll.

@b.line = private unnamed_addr constant [28 x i8] c"b: %d rounds left, call %d\0A\00"

; Defined in A.
@calls = external global i32

declare i32 @c(i32)
declare i32 @printf(ptr, ...)

define i32 @b(i32 %rounds) {
  %before = load i32, ptr @calls
  %now = add i32 %before, 1
  store i32 %now, ptr @calls
  call i32 (ptr, ...) @printf(ptr @b.line, i32 %rounds, i32 %now)
  %total = call i32 @c(i32 %rounds)
  ret i32 %total
}
