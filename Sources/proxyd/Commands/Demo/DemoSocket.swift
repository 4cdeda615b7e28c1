internal import Glibc

/// A connection that is read and written by one thread, with a minute's patience.
struct DemoSocket: Sendable {
    private let descriptor: Int32

    init(_ descriptor: Int32) {
        self.descriptor = descriptor
        var patience = timeval(tv_sec: 60, tv_usec: 0)
        let length = socklen_t(MemoryLayout<timeval>.size)
        unsafe setsockopt(descriptor, SOL_SOCKET, SO_RCVTIMEO, &patience, length)
        unsafe setsockopt(descriptor, SOL_SOCKET, SO_SNDTIMEO, &patience, length)
    }

    /// The bytes that are there, at most 64 KiB; nil at the end of the connection.
    func read() -> [UInt8]? {
        var buffer = [UInt8](repeating: 0, count: 65_536)
        let count = unsafe recv(descriptor, &buffer, buffer.count, 0)
        return count > 0 ? Array(buffer[..<count]) : nil
    }

    /// Sends everything; false when the peer is gone.
    func write(_ bytes: [UInt8]) -> Bool {
        var rest = bytes[...]
        while !rest.isEmpty {
            let count = unsafe rest.withUnsafeBytes { bytes in
                unsafe send(descriptor, bytes.baseAddress, bytes.count, Int32(MSG_NOSIGNAL))
            }
            guard count > 0 else { return false }
            rest = rest.dropFirst(count)
        }
        return true
    }

    /// Waits until the time has passed; false as soon as the peer is gone.
    func wait(milliseconds: Int) -> Bool {
        // A peer that has only finished sending may still wait for its answer: an error or a hang-up counts, no less.
        var poll = pollfd(fd: descriptor, events: 0, revents: 0)
        return unsafe Glibc.poll(&poll, 1, Int32(clamping: milliseconds)) == 0
    }

    func close() { Glibc.close(descriptor) }
}
