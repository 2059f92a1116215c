-- Calls of Lua functions.
local function fib(n) if n < 2 then return n end return fib(n - 1) + fib(n - 2) end
local start = os.clock()
assert(fib(32) == 2178309)
print(string.format("TOTAL %.4fs", os.clock() - start))
