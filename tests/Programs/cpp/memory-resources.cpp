// Polymorphic allocators over a buffer of the program's own.
#include <cstdio>
#include <memory_resource>
#include <string>
#include <vector>

struct counting : std::pmr::memory_resource {
    int taken = 0, given = 0;
    void *do_allocate(std::size_t bytes, std::size_t alignment) override { taken++; return std::pmr::new_delete_resource()->allocate(bytes, alignment); }
    void do_deallocate(void *p, std::size_t bytes, std::size_t alignment) override { given++; std::pmr::new_delete_resource()->deallocate(p, bytes, alignment); }
    bool do_is_equal(const memory_resource &other) const noexcept override { return this == &other; }
};

int main()
{
    counting upstream;
    {
        std::byte buffer[512];
        std::pmr::monotonic_buffer_resource pool(buffer, sizeof buffer, &upstream);
        std::pmr::vector<std::pmr::string> names(&pool);
        for (int i = 0; i < 20; i++)
            names.emplace_back("a string that is too long to be kept inside");
        std::printf("%zu %d\n", names.size(), upstream.taken > 0);
    }
    std::printf("%d\n", upstream.taken == upstream.given);
}
