// std::thread with arguments, move, mutex and a lock of two mutexes.
#include <cstdio>
#include <mutex>
#include <string>
#include <thread>
#include <vector>

int main()
{
    std::mutex a, b;
    std::vector<int> numbers;
    auto work = [&](int from, const std::string &name) {
        for (int i = from; i < from + 50; i++) {
            std::scoped_lock both(a, b);
            numbers.push_back(i + static_cast<int>(name.size()));
        }
    };
    std::thread one(work, 0, "one"), two;
    two = std::thread(work, 1000, "second");
    one.join();
    two.join();
    long sum = 0;
    for (int n : numbers)
        sum += n;
    std::printf("%zu %ld %d\n", numbers.size(), sum, one.joinable());
}
