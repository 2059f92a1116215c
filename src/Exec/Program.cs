// No async Main: the user's main must run on the process's first thread, whose stack is as large as the user allows.
return Graft.Exec.ExecCommand.Run(args);
