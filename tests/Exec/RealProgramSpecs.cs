using CliWrap;
using Graft.Tests.Link;

namespace Graft.Tests.Exec;

/// <summary>Lua's interpreter and SQLite's shell, of real objects, do through <c>graft exec</c> what they do natively.</summary>
public sealed class RealProgramSpecs : IDisposable
{
    private const string LuaScript = """
        local function fib(n) return n < 2 and n or fib(n - 1) + fib(n - 2) end
        print(_VERSION, fib(20), 7 // 2, 7 / 2, -7 % 3, 1e15, 2^53, 10 // 0.0, math.maxinteger + 1 == math.mininteger)
        print(string.format("%5.2f|%-8s|%q|%x|%a", math.pi, "left", 'a "quoted"\n line', 255, 0.1))
        local Account = {}; Account.__index = Account
        Account.__add = function(a, b) return setmetatable({ sum = a.sum + b.sum }, Account) end
        Account.__tostring = function(a) return "account of " .. a.sum end
        Account.__close = function() print("closed") end
        do local a <close> = setmetatable({ sum = 3 }, Account); print(tostring(a + setmetatable({ sum = 4 }, Account))) end
        local co = coroutine.wrap(function(...) for i, v in ipairs({ ... }) do coroutine.yield(i, v) end; error("over") end)
        print(co("x", "y")); print(co()); print(pcall(co))
        local words = {}
        for word in ("the quick brown fox jumps over the lazy dog"):gmatch("%a+") do words[#words + 1] = word end
        table.sort(words, function(a, b) return #a ~= #b and #a < #b or #a == #b and a < b end)
        print(table.concat(words, " "), #words, select("#", table.unpack(words)))
        print(("x"):rep(3, "-"), ("hello"):gsub("l", { l = "L" }), ("%d"):format(3.0), utf8.char(228, 8364), utf8.len("äö"))
        print(pcall(function() local t = nil; return t.field end))
        print(select(2, pcall(error, { code = 7 })).code, select(2, xpcall(function() error("deep") end, function(m) return "handled " .. m end)))
        local weak = setmetatable({}, { __mode = "v" }); weak[1] = {}; collectgarbage(); print(weak[1], collectgarbage("count") > 0)
        local total = 0; for i = 1, 200000 do local t = { i, tostring(i) }; total = total + #t[2] end; print(total)
        goto done
        print("not reached")
        ::done::
        local file = assert(io.open("lua.out", "w")); file:write("line 1\nline 2\n", 3.5, "\n"); file:close()
        for line in io.lines("lua.out") do io.write("[", line, "]") end
        print(io.open("/does/not/exist")); print(os.remove("lua.out"), os.getenv("HOME") ~= nil, arg[0], #arg, arg[1])
        print(load("return 1 +")); print(string.pack("<i4d", 7, 0.5):byte(1, -1)); print(#string.dump(fib) > 0, os.time({ year = 2020, month = 1, day = 1, hour = 12 }) > 0)
        io.stderr:write("to stderr\n")
        os.exit(tonumber(arg[1]) or 0, true)
        """;

    private const string SqlSession = """
        .headers on
        .mode column
        create table t(id integer primary key, name text, price real);
        insert into t(name, price) values('one', 1.5), ('two', 2.25), ('three', 3), (null, -0.1);
        select id, name, price * 2 as twice, typeof(price) from t where price > 0 order by name desc;
        with recursive c(n) as (select 1 union all select n + 1 from c where n < 1000) select sum(n), count(*), avg(n), max(n) from c;
        create index by_name on t(name); explain query plan select * from t where name = 'two';
        .mode csv
        select name, upper(name), length(name), hex(name), quote(name), printf('%08.3f', price) from t;
        create virtual table f using fts5(body);
        create trigger tr after insert on t begin update t set price = price + 1 where id = new.id; end;
        begin; insert into t values(10, 'ten', 10); savepoint s; delete from t; rollback to s; commit;
        select group_concat(name, '/') over (order by id) from t;
        select json_extract('{"a":[1,2,{"b":"x"}]}', '$.a[2].b'), strftime('%Y-%m-%d', 0, 'unixepoch'), round(2.567, 1), abs(-5);
        select nonsense from t;
        insert into t values(10, 'again', 0);
        .tables
        .schema t
        .dump t
        select sqrt(2), random() is not null, x'414243', 1/0, 9223372036854775807 + 1;
        """;

    private readonly ExecScene _scene = new();

    [Fact(Timeout = 300_000)]
    public async Task Lua_gives_what_the_natively_linked_one_gives()
    {
        string[] objects = [.. (await CorpusObjects.GetAsync("lua", "pic")).Where(path => Path.GetFileName(path) != "luac.o")];
        string script = _scene.Write("script.lua", LuaScript);
        string wrong = _scene.Write("wrong.lua", "local x = 1\nprint(x)\nlocal t = x.y.z\n");

        await CompareAsync(objects, [
            (LuaScript, ["-"]),
            ("x = 2\nx * 21\nerror('told')\n", []), // line by line, as at a terminal
            ("", [script]),
            ("", [script, "3"]),
            ("", ["-e", "print(#arg, ...)", "-", "a"]),
            ("some input\n42 43", ["-e", "print(io.read(), io.read('n', 'n'), io.read())"]),
            ("", [wrong]),
            ("", ["-e", "error('told')"]),
            ("", ["-e", "x ="]),
            ("", ["-v", "-W", "-e", "warn('a warning')"]),
            ("", ["-z"]),
            ("", ["missing.lua"]),
        ]);
    }

    [Fact(Timeout = 300_000)]
    public async Task The_shell_of_SQLite_gives_what_the_natively_linked_one_gives()
    {
        string[] objects = [.. await CorpusObjects.GetAsync("sqlite", "pic")];
        _scene.Write("people.csv", "name,age\nAda,36\n\"Grace, H.\",85\n");

        await CompareAsync(objects, [
            (SqlSession, []),
            (SqlSession, ["-bail"]),
            ("", [":memory:", "select 1, 'a b', null;", ".mode json", "select 2 as two;"]),
            ("", ["file.db", "drop table if exists kept; create table kept(x); insert into kept values(zeroblob(100000)), (2);"]),
            ("", ["file.db", "select length(x), x = 2 from kept; pragma integrity_check;"]),
            (".import --csv people.csv people\nselect name, age + 1 from people;\n.stats off\n", []),
            ("", ["/does/not/exist.db", "select 1 from sqlite_schema;"]),
            ("", ["-nooption"]),
            ("", ["-version"]),
        ]);
    }

    public void Dispose() => _scene.Dispose();

    // Both get the same name for themselves, which they print.
    private async Task CompareAsync(string[] objects, (string Input, string[] Arguments)[] runs)
    {
        string program = await _scene.LinkNativelyAsync(objects);
        foreach (var (input, arguments) in runs)
        {
            var native = await _scene.RunAsync(program, PipeSource.FromString(input), arguments);
            var ours = await _scene.ExecAsync(PipeSource.FromString(input), ["--argv0", program, .. objects, "--", .. arguments]);
            Assert.Equal(native, ours);
        }
    }
}
