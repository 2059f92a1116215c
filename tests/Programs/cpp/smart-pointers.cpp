// Ownership: unique, shared and weak pointers, deleters, aliasing, cycles broken.
#include <cstdio>
#include <memory>

struct node : std::enable_shared_from_this<node> {
    int id;
    std::shared_ptr<node> next;
    std::weak_ptr<node> previous;
    explicit node(int i) : id(i) { }
    ~node() { std::printf("~%d ", id); }
};

int main()
{
    auto first = std::make_shared<node>(1), second = std::shared_ptr<node>(new node(2));
    first->next = second;
    second->previous = first;
    std::shared_ptr<int> part(second, &second->id);
    std::printf("%ld %ld %d ", first.use_count(), second.use_count(), second->previous.lock()->id);
    second.reset();
    first.reset();
    std::printf("%d %ld ", *part, part.use_count());
    part.reset();
    auto closer = [](std::FILE *f) { std::printf("closed "); std::fclose(f); };
    std::unique_ptr<std::FILE, decltype(closer)> file(std::tmpfile(), closer);
    std::unique_ptr<node[]> none;
    std::puts(none ? "?" : "end");
}
