-- Prints a line about ten times a second, each with the process it runs in, a variable that counts up and the square root
-- of 144, until a file appears (its name is in COUNTER_STOP) or a minute has passed.
io.stdout:setvbuf("line")

local process = io.open("/proc/self/stat"):read("n")
local stop_file = os.getenv("COUNTER_STOP") or ""
local started = os.time()
local counter = 0

local function stopped()
    local file = io.open(stop_file)
    if file then file:close() end
    return file ~= nil or os.time() - started > 60
end

repeat
    counter = counter + 1
    print(string.format("process %d  counter %3d  math.sqrt(144) = %s", process, counter, math.sqrt(144)))
    local wait_until = os.clock() + 0.1
    while os.clock() < wait_until do math.sqrt(counter) end
until stopped()
