; A <- B <- C <- A: each module calls the next, none can be linked before the others, and no project refers to another.
;
;   int a(int rounds)   prints where the ball is, hands it to b, returns how often the ball was caught in the whole cycle
;
; `rounds` counts down once a cycle, here; the recursion ends in a when it is 0.

@a.line = private unnamed_addr constant [28 x i8] c"a: %d rounds left, call %d\0A\00"

; Shared by all three modules: data of one module, used from others.
@calls = global i32 0

declare i32 @b(i32)
; Comes from the process that the modules are loaded into.
declare i32 @printf(ptr, ...)

define i32 @a(i32 %rounds) {
  %before = load i32, ptr @calls
  %now = add i32 %before, 1
  store i32 %now, ptr @calls
  call i32 (ptr, ...) @printf(ptr @a.line, i32 %rounds, i32 %now)
  %done = icmp sle i32 %rounds, 0
  br i1 %done, label %stop, label %go_on

stop:
  ret i32 %now

go_on:
  %left = sub i32 %rounds, 1
  %total = call i32 @b(i32 %left)
  ret i32 %total
}
