using Graft.Client;
using Graft.Protocol;
using Microsoft.Build.Framework;

namespace Graft.Tasks;

/// <summary>From the items of a project to the inputs of a module.</summary>
internal static class ModuleSources
{
    /// <summary>Translates items, and refuses two inputs whose objects would overwrite each other.</summary>
    /// <param name="items">Items with the metadata that <see cref="GraftModuleTask.Sources"/> names.</param>
    /// <param name="arguments">What clang is told about C inputs.</param>
    /// <param name="absolute">Makes a path of the project absolute.</param>
    /// <exception cref="GraftException">Two inputs want the same object file.</exception>
    public static IReadOnlyList<ModuleSource> From(
        IReadOnlyList<ITaskItem> items, ClangArgumentList arguments, Func<string, string> absolute)
    {
        var byObject = new Dictionary<string, string>(StringComparer.Ordinal);
        var sources = new List<ModuleSource>(items.Count);
        foreach (var item in items)
        {
            string path = absolute(item.ItemSpec);
            string objectPath = absolute(item.GetMetadata("ObjectPath"));
            if (!byObject.TryAdd(objectPath, path))
            {
                throw new GraftException(DiagnosticCatalog.Usage.At(
                    $"this input and '{byObject[objectPath]}' would both become '{objectPath}': list the file once, or give one of "
                    + "the two items a Link metadata with another relative path", path));
            }

            bool isC = item.GetMetadata("Language") == nameof(SourceLanguage.C);
            sources.Add(isC
                ? new(path, SourceLanguage.C, objectPath, arguments.For(item))
                : new(path, SourceLanguage.Ir, objectPath, []));
        }

        return sources;
    }
}
