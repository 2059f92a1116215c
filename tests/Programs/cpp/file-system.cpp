// A folder made, filled, listed and removed.
#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <string>
#include <vector>

namespace fs = std::filesystem;

int main()
{
    char name[] = "/tmp/graft-program-XXXXXX";
    fs::path folder = mkdtemp(name);
    fs::create_directories(folder / "a" / "b");
    std::ofstream(folder / "a" / "file.txt") << "line 1\nline 2\n";
    std::vector<std::string> names;
    for (const auto &entry : fs::recursive_directory_iterator(folder))
        names.push_back(entry.path().lexically_relative(folder).string());
    std::sort(names.begin(), names.end());
    for (const auto &n : names)
        std::printf("%s ", n.c_str());
    std::string line;
    std::ifstream file(folder / "a" / "file.txt");
    std::getline(file, line);
    std::printf("%ju %s %s\n", fs::file_size(folder / "a" / "file.txt"), line.c_str(), fs::path("x/../y.tar.gz").lexically_normal().stem().c_str());
    std::error_code error;
    std::printf("%ju %d\n", fs::remove_all(folder), fs::exists(folder, error));
}
