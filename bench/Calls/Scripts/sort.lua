-- Sorting with a function that compares: calls from C to Lua and back.
local start = os.clock()
local seed = 42
local function random() seed = (seed * 1103515245 + 12345) % 2147483648 return seed end
for _ = 1, 4 do
  local numbers = {}
  for i = 1, 60000 do numbers[i] = random() end
  table.sort(numbers, function(a, b) return a < b end)
  for i = 2, #numbers do assert(numbers[i - 1] <= numbers[i]) end
end
print(string.format("TOTAL %.4fs", os.clock() - start))
