using Graft.Engine.Compile;
using Graft.Exec;

// `graft-exec exec FILES` is `graft exec FILES`; `graft-exec worker` is the child that compiles sources, when this program was compiled
// ahead of time. No async Main: the user's main must run on the process's first thread, whose stack is as large as the user allows.
return args switch
{
    ["exec", .. var program] => ExecCommand.Run(program),
    ["worker", .. var rest] => WorkerMain.Run(rest),
    _ => 2,
};
