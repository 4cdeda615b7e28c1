import Glibc
import Reactor
import TestSupport

/// One end of a TCP connection that never blocks: what is said waits until the socket takes it.
final class Wire {
    private var descriptor: Int32
    private var outgoing: [UInt8] = []
    /// Whether what comes is taken off the socket.
    var takes = true
    /// What has come and was not taken yet.
    var received: [UInt8] = []
    /// The peer has closed, well or badly.
    private(set) var isEnded = false

    /// Takes over a connected socket, or one that is being connected.
    init(_ descriptor: Int32) { self.descriptor = descriptor }

    deinit { if descriptor >= 0 { Socket.close(descriptor) } }

    /// What has come and was not taken yet, as text.
    var text: String { String(decoding: received, as: UTF8.self) }

    /// Everything said was taken by the socket.
    var isFlushed: Bool { outgoing.isEmpty }

    func send(_ bytes: some Sequence<UInt8>) {
        outgoing += bytes
        move()
    }

    func send(_ text: String) { send(text.utf8) }

    /// Says that nothing more follows; the other direction stays open.
    func finishWriting() { Socket.finishWriting(descriptor) }

    /// Goes away with a reset, without having read or said the rest.
    func reset() {
        Socket.resetOnClose(descriptor)
        Socket.close(descriptor)
        descriptor = -1
        outgoing = []
        isEnded = true
    }

    /// Ends both directions at once.
    func shutDown() { _ = shutdown(descriptor, Int32(SHUT_RDWR)) }

    /// Moves what can be moved now.
    func move() {
        guard descriptor >= 0 else { return }
        while !outgoing.isEmpty {
            let result = unsafe outgoing.withUnsafeBytes { bytes -> IOResult in
                guard let start = bytes.baseAddress else { return .end }
                return unsafe Socket.write(descriptor, start, bytes.count)
            }
            guard case .bytes(let count) = result else { break }
            outgoing.removeFirst(count)
        }
        guard takes, !isEnded else { return }
        var buffer = [UInt8](repeating: 0, count: 64 * 1024)
        while !isEnded {
            let result = unsafe buffer.withUnsafeMutableBytes { bytes -> IOResult in
                guard let start = bytes.baseAddress else { return .end }
                return unsafe Socket.read(descriptor, start, bytes.count)
            }
            switch result {
            case .bytes(let count): received += buffer[..<count]
            case .wouldBlock, .failed(ENOTCONN): return
            case .end, .failed: isEnded = true
            }
        }
    }
}
