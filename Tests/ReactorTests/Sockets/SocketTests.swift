import Glibc
import Reactor
import TestSupport
import Testing

@Suite struct SocketTests {
    private let loopback = IPAddress(v4: 0x7F00_0001)

    /// Listens on a port of the kernel's choice.
    private func listen(_ ip: IPAddress, onlyV6: Bool = false) throws -> (Int32, SocketAddress) {
        var options = Socket.ListenOptions()
        options.onlyV6 = onlyV6
        let descriptor = try Socket.listen(.ip(ip, port: 0), options)
        return (descriptor, try #require(Socket.localAddress(descriptor)))
    }

    private func accepted(_ listener: Int32) throws -> (Int32, SocketAddress) {
        var watched = pollfd(fd: listener, events: Int16(POLLIN), revents: 0)
        _ = unsafe poll(&watched, 1, 5000)
        guard case .connection(let descriptor, let peer) = Socket.accept(listener) else {
            throw SystemError("accept", EAGAIN)
        }
        return (descriptor, peer)
    }

    private func awaitWritable(_ descriptor: Int32) {
        var watched = pollfd(fd: descriptor, events: Int16(POLLOUT), revents: 0)
        _ = unsafe poll(&watched, 1, 5000)
    }

    private func connected(_ address: SocketAddress, _ listener: Int32) throws -> (Int32, Int32) {
        let client = try Socket.connect(address).descriptor
        let server = try accepted(listener).0
        awaitWritable(client)
        return (client, server)
    }

    @Test(arguments: ["127.0.0.1", "::1"]) func `connects, accepts and carries bytes`(_ host: String) throws {
        let (listener, address) = try listen(#require(IPAddress(host)))
        defer { Socket.close(listener) }
        let attempt = try Socket.connect(address)
        let (server, peer) = try accepted(listener)
        awaitWritable(attempt.descriptor)
        #expect(Socket.pendingError(attempt.descriptor) == 0)
        #expect(peer == Socket.localAddress(attempt.descriptor))
        #expect(Socket.write(attempt.descriptor, "hello") == .bytes(5))
        #expect(Socket.readText(server) == "hello")
        Socket.close(attempt.descriptor)
        Socket.close(server)
    }

    @Test func `an IPv4 client of an IPv6 listener has its IPv4 address`() throws {
        let (listener, address) = try listen(IPAddress(high: 0, low: 0))
        defer { Socket.close(listener) }
        let client = try Socket.connect(.ip(loopback, port: address.port)).descriptor
        let (server, peer) = try accepted(listener)
        guard case .ip(let ip, _) = peer else { return #expect(Bool(false), "not an address: \(peer)") }
        #expect(ip == loopback)
        Socket.close(client)
        Socket.close(server)
    }

    @Test func `a listener for IPv6 only refuses IPv4`() throws {
        let (listener, address) = try listen(IPAddress(high: 0, low: 1), onlyV6: true)
        defer { Socket.close(listener) }
        do {
            let client = try Socket.connect(.ip(loopback, port: address.port)).descriptor
            awaitWritable(client)
            #expect(Socket.pendingError(client) == ECONNREFUSED)
            Socket.close(client)
        } catch {
            #expect(error == SystemError("connect", ECONNREFUSED))
        }
    }

    @Test func `several listeners share a port if they say so`() throws {
        var options = Socket.ListenOptions()
        options.reusePort = true
        let first = try Socket.listen(.ip(loopback, port: 0), options)
        let address = try #require(Socket.localAddress(first))
        let second = try Socket.listen(address, options)
        #expect(Socket.localAddress(second) == address)
        #expect(throws: SystemError.self) { try Socket.listen(address, Socket.ListenOptions()) }
        Socket.close(first)
        Socket.close(second)
    }

    @Test func `a port in use is named`() throws {
        let (listener, address) = try listen(loopback)
        defer { Socket.close(listener) }
        #expect(throws: SystemError("bind", EADDRINUSE)) { try Socket.listen(address, Socket.ListenOptions()) }
    }

    @Test func `every descriptor is non-blocking and closed on exec`() throws {
        let (listener, address) = try listen(loopback)
        let (client, server) = try connected(address, listener)
        for descriptor in [listener, client, server] {
            #expect(fcntl(descriptor, F_GETFL) & O_NONBLOCK != 0)
            #expect(fcntl(descriptor, F_GETFD) & FD_CLOEXEC != 0)
        }
        for descriptor in [client, server] {
            var value: Int32 = 0
            var length = socklen_t(MemoryLayout<Int32>.size)
            unsafe getsockopt(descriptor, Int32(IPPROTO_TCP), TCP_NODELAY, &value, &length)
            #expect(value != 0)
        }
        for descriptor in [listener, client, server] { Socket.close(descriptor) }
    }

    @Test func `nobody to accept is not a failure`() throws {
        let (listener, _) = try listen(loopback)
        defer { Socket.close(listener) }
        guard case .wouldBlock = Socket.accept(listener) else { return #expect(Bool(false)) }
    }

    @Test func `a listener that cannot be used does not ask for another attempt at once`() throws {
        let (mine, theirs) = try Pair.make()
        for descriptor in [mine, -1] {
            switch Socket.accept(descriptor) {
            case .aborted, .connection: Issue.record("would be tried again at once")
            case .wouldBlock, .exhausted: break
            }
        }
        Socket.close(mine)
        Socket.close(theirs)
    }

    @Test func `a refused connection is told by the pending error`() throws {
        let (listener, address) = try listen(loopback)
        Socket.close(listener)
        do {
            let client = try Socket.connect(address).descriptor
            awaitWritable(client)
            #expect(Socket.pendingError(client) == ECONNREFUSED)
            Socket.close(client)
        } catch {
            #expect(error == SystemError("connect", ECONNREFUSED))
        }
    }

    @Test func `reading tells silence, end and reset apart`() throws {
        let (listener, address) = try listen(loopback)
        defer { Socket.close(listener) }
        var buffer = [UInt8](repeating: 0, count: 16)
        let (first, firstServer) = try connected(address, listener)
        #expect(unsafe Socket.read(firstServer, &buffer, 16) == .wouldBlock)
        Socket.finishWriting(first)
        var watched = pollfd(fd: firstServer, events: Int16(POLLIN), revents: 0)
        _ = unsafe poll(&watched, 1, 5000)
        #expect(unsafe Socket.read(firstServer, &buffer, 16) == .end)
        let (second, secondServer) = try connected(address, listener)
        Socket.resetOnClose(second)
        Socket.close(second)
        #expect(unsafe Socket.read(secondServer, &buffer, 16) == .failed(ECONNRESET))
        #expect(unsafe Socket.read(-1, &buffer, 16) == .failed(EBADF))
        for descriptor in [first, firstServer, secondServer] { Socket.close(descriptor) }
    }

    @Test func `writing stops when the peer does not read, and goes on when it does`() throws {
        let (mine, theirs) = try Pair.make()
        let block = [UInt8](repeating: 0x61, count: 65_536)
        var sent = 0
        while case .bytes(let count) = unsafe Socket.write(mine, block, block.count) { sent += count }
        #expect(sent > 0)
        #expect(unsafe Socket.write(mine, block, block.count) == .wouldBlock)
        var received = 0
        while let text = Socket.readText(theirs) { received += text.utf8.count }
        #expect(received == sent)
        #expect(unsafe Socket.write(mine, block, 1) == .bytes(1))
        Socket.close(mine)
        Socket.close(theirs)
    }

    @Test func `writing to a peer that is gone fails and raises no signal`() throws {
        let (mine, theirs) = try Pair.make()
        Socket.close(theirs)
        #expect(Socket.write(mine, "x") == .failed(EPIPE))
        let bytes = Array("xy".utf8)
        #expect(unsafe Socket.write(mine, bytes, 1, then: bytes, 1) == .failed(EPIPE))
        Socket.close(mine)
    }

    @Test func `two runs of bytes are written as one`() throws {
        let (mine, theirs) = try Pair.make()
        let (head, body) = (Array("head ".utf8), Array("body".utf8))
        #expect(unsafe Socket.write(mine, head, head.count, then: body, body.count) == .bytes(9))
        #expect(Socket.readText(theirs) == "head body")
        #expect(unsafe Socket.write(mine, head, 0, then: body, body.count) == .bytes(4))
        #expect(Socket.readText(theirs) == "body")
        Socket.close(mine)
        Socket.close(theirs)
    }

    @Test func `a connection is quiet until its peer writes or ends`() throws {
        let (first, firstPeer) = try Pair.make()
        #expect(Socket.isQuiet(first))
        Socket.write(firstPeer, "x")
        #expect(!Socket.isQuiet(first))
        #expect(Socket.readText(first) == "x")
        #expect(Socket.isQuiet(first))
        Socket.close(firstPeer)
        #expect(!Socket.isQuiet(first))
        Socket.close(first)
        #expect(!Socket.isQuiet(-1))
    }

    @Test func `Unix sockets carry bytes too`() throws {
        let folder = try TemporaryFolder()
        let address = SocketAddress.unix(folder.path("a.sock"))
        let listener = try Socket.listen(address, Socket.ListenOptions())
        let attempt = try Socket.connect(address)
        #expect(attempt.established)
        let (server, peer) = try accepted(listener)
        #expect(peer == .unix(""))
        Socket.write(attempt.descriptor, "hello")
        #expect(Socket.readText(server) == "hello")
        for descriptor in [attempt.descriptor, server, listener] { Socket.close(descriptor) }
    }

    @Test func `a Unix path may fill the kernel's form and not one byte more`() throws {
        let folder = try TemporaryFolder()
        let longest = folder.path(String(repeating: "n", count: 107 - folder.path("").utf8.count))
        let listener = try Socket.listen(.unix(longest), Socket.ListenOptions())
        let client = try Socket.connect(.unix(longest)).descriptor
        let tooLong = SocketAddress.unix(longest + "n")
        #expect(throws: SystemError("bind", ENAMETOOLONG)) { try Socket.listen(tooLong, Socket.ListenOptions()) }
        #expect(throws: SystemError("connect", ENAMETOOLONG)) { try Socket.connect(tooLong) }
        Socket.close(client)
        Socket.close(listener)
    }

    @Test func `a Unix path with a zero byte is refused`() throws {
        let folder = try TemporaryFolder()
        let address = SocketAddress.unix(folder.path("a") + "\u{0}b")
        #expect(throws: SystemError("bind", EINVAL)) { try Socket.listen(address, Socket.ListenOptions()) }
        #expect(throws: SystemError("connect", EINVAL)) { try Socket.connect(address) }
    }

    @Test func `a missing Unix socket is named`() throws {
        let folder = try TemporaryFolder()
        #expect(throws: SystemError("connect", ENOENT)) { try Socket.connect(.unix(folder.path("none"))) }
    }
}
