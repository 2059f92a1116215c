using Graft.Engine.Compile;

return args switch
{
    ["worker", .. var rest] => WorkerMain.Run(rest),
    _ => 2,
};
