using Graft.Protocol;

namespace Graft.Tests.Runtimes;

/// <summary>Whatever is loaded, undone and redone in whatever order: the runtime is as a plain model of its states says.</summary>
public sealed class UndoModelSpecs
{
    private const int Depth = 8;
    private const int Functions = 4;

    private static readonly string[] Modules = ["a", "b", "c"];

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    public void Random_chains_lead_to_the_states_of_the_model(int seed)
    {
        var random = new Random(seed);
        using var scene = new Scene(new RuntimeOptions { ArenaSize = 64 * 1024 * 1024, LateBinding = LateBinding.Fail() });
        var past = new List<State>();
        var undone = new Stack<State[]>();
        var now = State.Empty;
        for (int step = 0; step < 150; step++)
        {
            switch (random.Next(6))
            {
                case 0 when past.Count > 0:
                    int count = 1 + random.Next(Math.Min(3, past.Count));
                    long? oldest = count == 1 ? null : now.Oldest(past, count);
                    scene.Runtime.Undo(oldest);
                    undone.Push([.. past[^(count - 1)..], now]);
                    now = past[^count];
                    past.RemoveRange(past.Count - count, count);
                    break;
                case 1 when undone.Count > 0:
                    scene.Runtime.Redo();
                    foreach (var state in undone.Pop())
                    {
                        past.Add(now);
                        now = state;
                    }

                    break;
                default:
                    undone.Clear();
                    past.Add(now);
                    now = Load(scene, now, random);
                    if (past.Count > Depth)
                        past.RemoveAt(0);
                    break;
            }

            Check(scene, now, $"seed {seed}, step {step}");
        }
    }

    private static State Load(Scene scene, State before, Random random)
    {
        string name = Modules[random.Next(Modules.Length)];
        var values = new Dictionary<string, int>(before.Values);
        var module = new HandModule(name);
        for (int i = 0; i < Functions; i++)
        {
            string function = $"{name}{i}";
            if (i > 0 && random.Next(3) == 0)
            {
                values.Remove(function);
                continue;
            }

            values[function] = random.Next(3) == 0 ? values.GetValueOrDefault(function, 1) : random.Next(1, 1000);
            module.Function(function, code => code.Return(values[function]), unit: $"{i % 2}.o");
        }

        string next = $"{Modules[(Array.IndexOf(Modules, name) + 1) % Modules.Length]}0";
        module.Function($"calls_{name}", code => code.Call(next).AddAndReturn(1), unit: "0.o");
        module.Data($"data_{name}", random.Next(1, 1000), unit: "0.o");
        using var agent = scene.Connect();
        var units = agent.OpenModule(name).Units.Select(unit => unit.Name);
        var coming = values.Keys.Where(function => function.StartsWith(name, StringComparison.Ordinal)).Select(function => $"{(function[1] - '0') % 2}.o").ToHashSet();
        module.RemovedUnits.AddRange(units.Where(unit => !coming.Contains(unit)));
        var reply = module.Load(agent);
        var all = new Dictionary<string, UnitState[]>(before.Units) { [name] = UnitsOf(agent, name) };
        return new(values, all, reply.Generation);
    }

    private static void Check(Scene scene, State state, string where)
    {
        using var agent = scene.Connect();
        foreach (string module in Modules)
            Assert.Equal(state.Units.GetValueOrDefault(module, []), UnitsOf(agent, module));
        foreach (var (function, value) in state.Values)
            Assert.True(scene.Call(function) == value, $"{where}: {function} gives {scene.Call(function)}, not {value}");
        foreach (string module in state.Units.Keys)
        {
            string next = $"{Modules[(Array.IndexOf(Modules, module) + 1) % Modules.Length]}0";
            if (state.Values.TryGetValue(next, out int value))
                Assert.True(scene.Call($"calls_{module}") == value + 1, $"{where}: calls_{module} gives {scene.Call($"calls_{module}")}, not {value + 1}");
        }
    }

    private static UnitState[] UnitsOf(AgentConnection agent, string module) =>
        [.. agent.OpenModule(module).Units.OrderBy(unit => unit.Name, StringComparer.Ordinal)];

    private sealed record State(IReadOnlyDictionary<string, int> Values, IReadOnlyDictionary<string, UnitState[]> Units, long Generation)
    {
        public static State Empty { get; } = new(new Dictionary<string, int>(), new Dictionary<string, UnitState[]>(), 0);

        /// <summary>The oldest generation to take back, so that as many are.</summary>
        public long Oldest(List<State> past, int count) => count == 1 ? Generation : past[^(count - 1)].Generation;
    }
}
