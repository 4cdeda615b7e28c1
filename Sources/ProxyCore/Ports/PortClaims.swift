internal import Reactor
internal import Synchronization

/// Which addresses the workers of a process listen on together.
///
/// They share them by `SO_REUSEPORT`, and so would any other process of the same user, unnoticed: connections would go now
/// here, now there. The first worker therefore binds an address once for itself alone.
package final class PortClaims: Sendable {
    private let counts = Mutex<[SocketAddress: Int]>([:])

    /// None.
    package init() {}

    /// Opens a listening socket at an address for one more worker; throws `SystemError`.
    func listen(_ address: SocketAddress, backlog: Int32) throws(SystemError) -> Int32 {
        let result = self.counts.withLock { counts -> Result<Int32, SystemError> in
            do throws(SystemError) {
                // Workers hear of a change one after the other: what overlaps may be the port that another one still has.
                if !counts.keys.contains(where: { $0.overlaps(address) }) {
                    Socket.close(try Socket.listen(address, Socket.ListenOptions()))
                }
                var options = Socket.ListenOptions()
                options.reusePort = true
                options.backlog = backlog
                let descriptor = try Socket.listen(address, options)
                counts[address, default: 0] += 1
                return .success(descriptor)
            } catch {
                return .failure(error)
            }
        }
        return try result.get()
    }

    /// A worker has closed its socket.
    func release(_ address: SocketAddress) {
        self.counts.withLock { counts in
            let count = (counts[address] ?? 0) - 1
            counts[address] = count > 0 ? count : nil
        }
    }
}
