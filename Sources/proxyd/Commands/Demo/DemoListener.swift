internal import Glibc
internal import Synchronization

/// A listening socket that gives each connection a thread of its own, up to a limit.
struct DemoListener {
    let port: UInt16
    private let descriptor: Int32
    private static let maxConnections = 512

    /// nil when the port cannot be had; on loopback unless it is to be reached from everywhere.
    init?(port: UInt16, everywhere: Bool = false) {
        descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue | SOCK_CLOEXEC.rawValue), 0)
        var isReusable: Int32 = 1
        unsafe setsockopt(descriptor, SOL_SOCKET, SO_REUSEADDR, &isReusable, socklen_t(MemoryLayout<Int32>.size))
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_port = port.bigEndian
        address.sin_addr.s_addr = UInt32(everywhere ? 0 : 0x7F00_0001).bigEndian
        var length = socklen_t(MemoryLayout<sockaddr_in>.size)
        let socket = descriptor
        let isListening = unsafe withUnsafeMutablePointer(to: &address) { pointer in
            unsafe pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { pointer in
                unsafe bind(socket, pointer, length) == 0 && listen(socket, 512) == 0
                    && getsockname(socket, pointer, &length) == 0
            }
        }
        guard isListening else {
            close(descriptor)
            return nil
        }
        self.port = UInt16(bigEndian: address.sin_port)
    }

    /// Accepts until that fails for good.
    func serve(_ handler: @escaping @Sendable (DemoSocket) -> Void) {
        let open = OpenConnections()
        while true {
            let connection = accept(descriptor, nil, nil)
            if connection < 0 {
                guard [EINTR, ECONNABORTED, EMFILE, ENFILE, ENOMEM, ENOBUFS].contains(errno) else { return }
                usleep(10_000)
                continue
            }
            let socket = DemoSocket(connection)
            guard open.enter(atMost: Self.maxConnections) else {
                socket.close()
                continue
            }
            let isStarted = BlockingThread.start {
                handler(socket)
                socket.close()
                open.leave()
            }
            if !isStarted {
                socket.close()
                open.leave()
            }
        }
    }
}

/// How many connections are open.
private final class OpenConnections: Sendable {
    private let count = Mutex(0)

    func enter(atMost limit: Int) -> Bool {
        count.withLock { count in
            guard count < limit else { return false }
            count += 1
            return true
        }
    }

    func leave() { count.withLock { $0 -= 1 } }
}
