internal import CLinux
internal import Glibc

/// The system calls on non-blocking stream sockets.
///
/// Every descriptor made here is non-blocking and closed on exec. A write never raises SIGPIPE.
package enum Socket {
    /// How a listening socket is made.
    package struct ListenOptions {
        /// Several sockets may share the address; the kernel spreads connections over them.
        package var reusePort = false
        /// An IPv6 socket that takes IPv6 only.
        package var onlyV6 = false
        /// Connections that the kernel holds until they are accepted.
        package var backlog: Int32 = 4096

        /// One socket, both families on `::`.
        package init() {}
    }

    /// Opens a listening socket; throws `SystemError` naming the call that failed.
    package static func listen(_ address: SocketAddress, _ options: ListenOptions) throws(SystemError) -> Int32 {
        if let defect = address.defect { throw SystemError("bind", defect) }
        let descriptor = socket(
            address.family, proxyd_stream_socket, 0)
        guard descriptor >= 0 else { throw SystemError("socket", errno) }
        do throws(SystemError) {
            if case .ip(let ip, _) = address {
                try set(descriptor, SOL_SOCKET, SO_REUSEADDR, 1)
                if options.reusePort { try set(descriptor, SOL_SOCKET, SO_REUSEPORT, 1) }
                if !ip.isV4 { try set(descriptor, Int32(IPPROTO_IPV6), IPV6_V6ONLY, options.onlyV6 ? 1 : 0) }
                // Accepted sockets inherit it: no call per connection.
                try set(descriptor, Int32(IPPROTO_TCP), TCP_NODELAY, 1)
            }
            guard unsafe address.withKernelForm({ unsafe bind(descriptor, $0, $1) }) == 0 else {
                throw SystemError("bind", errno)
            }
            guard Glibc.listen(descriptor, options.backlog) == 0 else { throw SystemError("listen", errno) }
        } catch {
            _ = Glibc.close(descriptor)
            throw error
        }
        return descriptor
    }

    /// What one attempt to accept came to.
    package enum Accepted {
        case connection(Int32, SocketAddress)
        case wouldBlock
        /// No descriptor or memory is left, or the listener is none (any more); try again later, not at once.
        case exhausted(Int32)
        /// This connection was gone before it was accepted; there may be others.
        case aborted
    }

    /// Accepts one connection.
    package static func accept(_ listener: Int32) -> Accepted {
        var storage = sockaddr_storage()
        var length = socklen_t(MemoryLayout<sockaddr_storage>.size)
        let descriptor = unsafe withUnsafeMutablePointer(to: &storage) {
            unsafe $0.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                unsafe accept4(
                    listener, $0, &length, proxyd_accept_flags)
            }
        }
        guard descriptor >= 0 else {
            switch errno {
            case EAGAIN: return .wouldBlock
            case EMFILE, ENFILE, ENOBUFS, ENOMEM, EBADF, EINVAL, ENOTSOCK: return .exhausted(errno)
            default: return .aborted
            }
        }
        return .connection(descriptor, SocketAddress(kernelForm: storage) ?? .unix(""))
    }

    /// Begins to connect; `established` tells whether it is done already.
    package static func connect(
        _ address: SocketAddress
    ) throws(SystemError) -> (descriptor: Int32, established: Bool) {
        if let defect = address.defect { throw SystemError("connect", defect) }
        let descriptor = socket(
            address.family, proxyd_stream_socket, 0)
        guard descriptor >= 0 else { throw SystemError("socket", errno) }
        if case .ip = address {
            var one: Int32 = 1
            _ = unsafe setsockopt(
                descriptor, Int32(IPPROTO_TCP), TCP_NODELAY, &one, socklen_t(MemoryLayout<Int32>.size))
        }
        if unsafe address.withKernelForm({ unsafe Glibc.connect(descriptor, $0, $1) }) == 0 {
            return (descriptor, true)
        }
        let code = errno
        guard code == EINPROGRESS else {
            _ = Glibc.close(descriptor)
            throw SystemError("connect", code)
        }
        return (descriptor, false)
    }

    /// The pending error of a socket, for example of a connection attempt; 0 = none.
    package static func pendingError(_ descriptor: Int32) -> Int32 {
        var code: Int32 = 0
        var length = socklen_t(MemoryLayout<Int32>.size)
        guard unsafe getsockopt(descriptor, SOL_SOCKET, SO_ERROR, &code, &length) == 0 else { return errno }
        return code
    }

    /// Reads once.
    @inlinable
    package static func read(_ descriptor: Int32, _ buffer: UnsafeMutableRawPointer, _ capacity: Int) -> IOResult {
        while true {
            let count = unsafe proxyd_receive(descriptor, buffer, capacity, 0)
            if count > 0 { return .bytes(count) }
            if count == 0 { return .end }
            let code = errno
            if code == EAGAIN { return .wouldBlock }
            if code != EINTR { return .failed(code) }
        }
    }

    /// Reads without taking: the next read finds the same bytes.
    package static func peek(_ descriptor: Int32, _ buffer: UnsafeMutablePointer<UInt8>, _ capacity: Int) -> IOResult {
        let count = unsafe recv(descriptor, buffer, capacity, proxyd_peek)
        if count > 0 { return .bytes(count) }
        if count == 0 { return .end }
        return errno == EAGAIN || errno == EINTR ? .wouldBlock : .failed(errno)
    }

    /// Writes once.
    @inlinable
    package static func write(_ descriptor: Int32, _ bytes: UnsafeRawPointer, _ count: Int) -> IOResult {
        while true {
            let written = unsafe proxyd_send(descriptor, bytes, count, proxyd_no_signal)
            if written > 0 { return .bytes(written) }
            let code = errno
            if written == 0 || code == EAGAIN { return .wouldBlock }
            if code != EINTR { return .failed(code) }
        }
    }

    /// Writes two runs of bytes by one call.
    @inlinable
    package static func write(
        _ descriptor: Int32, _ first: UnsafeRawPointer, _ firstCount: Int,
        then second: UnsafeRawPointer, _ secondCount: Int
    ) -> IOResult {
        while true {
            var vectors = unsafe (
                iovec(iov_base: UnsafeMutableRawPointer(mutating: first), iov_len: firstCount),
                iovec(iov_base: UnsafeMutableRawPointer(mutating: second), iov_len: secondCount)
            )
            let written = unsafe withUnsafeMutableBytes(of: &vectors) { raw -> Int in
                var message = unsafe msghdr()
                unsafe message.msg_iov = raw.baseAddress?.assumingMemoryBound(to: iovec.self)
                unsafe message.msg_iovlen = 2
                return unsafe sendmsg(descriptor, &message, proxyd_no_signal)
            }
            if written > 0 { return .bytes(written) }
            let code = errno
            if written == 0 || code == EAGAIN { return .wouldBlock }
            if code != EINTR { return .failed(code) }
        }
    }

    /// Whether an idle connection is still open and silent; one that has something to say must not be used again.
    package static func isQuiet(_ descriptor: Int32) -> Bool {
        var byte: UInt8 = 0
        let count = unsafe recv(descriptor, &byte, 1, proxyd_peek)
        return count < 0 && errno == EAGAIN
    }

    /// Tells the peer that nothing more will be sent.
    package static func finishWriting(_ descriptor: Int32) { _ = shutdown(descriptor, Int32(SHUT_WR)) }

    /// Makes `close` send a reset instead of an orderly end.
    package static func resetOnClose(_ descriptor: Int32) {
        var value = linger(l_onoff: 1, l_linger: 0)
        _ = unsafe setsockopt(descriptor, SOL_SOCKET, SO_LINGER, &value, socklen_t(MemoryLayout<linger>.size))
    }

    /// Closes a descriptor.
    package static func close(_ descriptor: Int32) { _ = Glibc.close(descriptor) }

    /// The address a socket is bound to; for a port that the kernel chose.
    package static func localAddress(_ descriptor: Int32) -> SocketAddress? {
        var storage = sockaddr_storage()
        var length = socklen_t(MemoryLayout<sockaddr_storage>.size)
        let status = unsafe withUnsafeMutablePointer(to: &storage) {
            unsafe $0.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                unsafe getsockname(descriptor, $0, &length)
            }
        }
        return status == 0 ? SocketAddress(kernelForm: storage) : nil
    }

    private static func set(
        _ descriptor: Int32, _ level: Int32, _ option: Int32, _ value: Int32
    ) throws(SystemError) {
        var value = value
        guard unsafe setsockopt(descriptor, level, option, &value, socklen_t(MemoryLayout<Int32>.size)) == 0 else {
            throw SystemError("setsockopt", errno)
        }
    }
}
