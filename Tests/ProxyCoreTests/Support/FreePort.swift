import Glibc
import Reactor
import Synchronization

/// Ports that nobody listens on, outside of those that the kernel hands out.
enum FreePort {
    private static let last = Mutex<UInt16>(20_000 &+ UInt16(truncatingIfNeeded: getpid()) % 9_000)

    /// One that was not given out before.
    static func next() -> UInt16 {
        last.withLock { last in
            repeat { last = last >= 32_000 ? 20_000 : last + 1 } while !isFree(last)
            return last
        }
    }

    /// Whether nobody listens there, not even with a socket that shares its address.
    static func isFree(_ port: UInt16) -> Bool {
        guard let descriptor = try? Socket.listen(.ip(IPAddress(v4: 0), port: port), Socket.ListenOptions()) else {
            return false
        }
        Socket.close(descriptor)
        return true
    }
}
