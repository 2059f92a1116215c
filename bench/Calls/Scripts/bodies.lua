-- Floating point and table fields: points that attract each other.
local points = {}
for i = 1, 8 do points[i] = { x = i * 1.5, y = i * i * 0.25, z = 9 - i, dx = 0, dy = 0, dz = 0, mass = 1 / i } end
local function step(dt)
  for i = 1, #points do
    local a = points[i]
    for j = i + 1, #points do
      local b = points[j]
      local x, y, z = a.x - b.x, a.y - b.y, a.z - b.z
      local square = x * x + y * y + z * z + 0.01
      local force = dt / (square * math.sqrt(square))
      a.dx, a.dy, a.dz = a.dx - x * b.mass * force, a.dy - y * b.mass * force, a.dz - z * b.mass * force
      b.dx, b.dy, b.dz = b.dx + x * a.mass * force, b.dy + y * a.mass * force, b.dz + z * a.mass * force
    end
  end
  for _, p in ipairs(points) do p.x, p.y, p.z = p.x + dt * p.dx, p.y + dt * p.dy, p.z + dt * p.dz end
end
local start = os.clock()
for _ = 1, 60000 do step(0.001) end
print(string.format("TOTAL %.4fs", os.clock() - start))
