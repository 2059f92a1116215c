namespace Graft.Tests.Watch;

/// <summary>How editors save a file, step by step as they do it.</summary>
public enum EditorSave
{
    /// <summary>Truncates and writes: nano, Visual Studio Code.</summary>
    InPlace,

    /// <summary>Writes another file and renames it: many, for safety.</summary>
    TemporaryAndRename,

    /// <summary>Renames the old to a backup, writes a new one, deletes the backup: Vim with backups, and a file 4913 to try the folder.</summary>
    BackupAndNew,

    /// <summary>Deletes and creates.</summary>
    DeleteAndCreate,

    /// <summary>A lock beside the file, a backup that stays, then in place: Emacs.</summary>
    LockAndBackup,

    /// <summary>Writes in pieces.</summary>
    InPieces,
}

/// <summary>Saves files.</summary>
internal static class EditorSaves
{
    public static void Save(this EditorSave how, string path, string content)
    {
        string folder = Path.GetDirectoryName(path)!;
        switch (how)
        {
            case EditorSave.InPlace:
                File.WriteAllText(path, content);
                break;
            case EditorSave.TemporaryAndRename:
                string temporary = Path.Combine(folder, ".goutputstream-X1Y2Z3");
                File.WriteAllText(temporary, content);
                File.Move(temporary, path, overwrite: true);
                break;
            case EditorSave.BackupAndNew:
                File.WriteAllText(Path.Combine(folder, "4913"), "");
                File.Delete(Path.Combine(folder, "4913"));
                File.Move(path, path + "~", overwrite: true);
                File.WriteAllText(path, content);
                File.Delete(path + "~");
                break;
            case EditorSave.DeleteAndCreate:
                File.Delete(path);
                File.WriteAllText(path, content);
                break;
            case EditorSave.LockAndBackup:
                string link = Path.Combine(folder, ".#" + Path.GetFileName(path));
                File.CreateSymbolicLink(link, "user@machine.1:2");
                File.Copy(path, path + "~", overwrite: true);
                File.WriteAllText(Path.Combine(folder, $"#{Path.GetFileName(path)}#"), content);
                File.WriteAllText(path, content);
                File.Delete(Path.Combine(folder, $"#{Path.GetFileName(path)}#"));
                File.Delete(link);
                break;
            case EditorSave.InPieces:
                using (var stream = new StreamWriter(path))
                {
                    foreach (char character in content)
                    {
                        stream.Write(character);
                        stream.Flush();
                    }
                }

                break;
            default:
                throw new ArgumentOutOfRangeException(nameof(how));
        }
    }
}
