; The third of three: caught from b, handed back to a, which closes the cycle. See ../A/a.ll.

@c.line = private unnamed_addr constant [28 x i8] c"c: %d rounds left, call %d\0A\00"

; Defined in A.
@calls = external global i32

declare i32 @a(i32)
declare i32 @printf(ptr, ...)

define i32 @c(i32 %rounds) {
  %before = load i32, ptr @calls
  %now = add i32 %before, 1
  store i32 %now, ptr @calls
  call i32 (ptr, ...) @printf(ptr @c.line, i32 %rounds, i32 %now)
  %total = call i32 @a(i32 %rounds)
  ret i32 %total
}
