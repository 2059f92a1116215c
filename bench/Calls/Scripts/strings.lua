-- Building, searching and formatting strings: much of Lua's C library, and of the garbage collector.
local start = os.clock()
local total = 0
for round = 1, 12 do
  local parts = {}
  for i = 1, 20000 do parts[#parts + 1] = string.format("%d:%s", i, ("x"):rep(i % 7)) end
  local text = table.concat(parts, ",")
  for word in text:gmatch("[^,]+") do total = total + #word end
  total = total + #text:gsub("x+", "y"):upper()
end
assert(total > 0)
print(string.format("TOTAL %.4fs", os.clock() - start))
