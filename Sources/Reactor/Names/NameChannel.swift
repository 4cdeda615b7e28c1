internal import CAres
internal import Glibc

/// A channel of c-ares whose sockets and timeouts are driven by a reactor.
///
/// Answers are collected while c-ares runs and handed out after it has returned: a receiver may do anything, also
/// close this channel. Every question is answered exactly once, by `close` at the latest.
@safe final class NameChannel {
    private static let isLibraryReady = ares_library_init(ARES_LIB_INIT_ALL) == ARES_SUCCESS

    /// Questions not answered yet.
    private(set) var outstanding = 0
    private let reactor: Reactor
    private var channel: ares_channel?
    private let functions = unsafe NameSocketFunctions.makeTable()
    private var sockets: [Int32: NameSocket] = [:]
    private var alarm: NameAlarm?
    private var finished: [(NameQuestion, Result<ResolvedName, NameFailure>)] = []

    /// Opens a channel; nil when the servers cannot be read or memory is short.
    init?(reactor: Reactor, settings: NameResolverSettings) {
        self.reactor = reactor
        guard Self.isLibraryReady, open(settings) else { return nil }
        alarm = NameAlarm { [weak self] in self?.timeoutsReached() }
    }

    deinit { unsafe functions.deallocate() }

    /// Asks for both families; `done` may be called before this returns.
    func ask(_ name: String, _ done: @escaping (Result<ResolvedName, NameFailure>) -> Void) {
        guard let channel = unsafe channel else { return done(.failure(.cancelled)) }
        let question = NameQuestion(self, done)
        outstanding += 1
        var hints = ares_addrinfo_hints()
        hints.ai_family = AF_UNSPEC
        unsafe ares_getaddrinfo(
            channel, name, nil, &hints,
            { context, status, _, answer in
                guard let context = unsafe context else { return }
                let question = unsafe Unmanaged<NameQuestion>.fromOpaque(context).takeRetainedValue()
                unsafe question.channel.collect(question, status, answer)
                unsafe ares_freeaddrinfo(answer)
            }, Unmanaged.passRetained(question).toOpaque())
        question.isBeingAsked = false
        settle()
    }

    /// Ends the channel; what is still open is answered `cancelled`.
    func close() {
        guard let channel = unsafe channel else { return }
        unsafe self.channel = nil
        unsafe ares_destroy(channel)
        if let alarm { reactor.close(alarm) }
        handOut()
    }

    // MARK: - Called by the sockets

    /// Lets c-ares use a descriptor; followed by `settle`.
    func process(_ descriptor: Int32, readable: Bool, writable: Bool) {
        guard let channel = unsafe channel else { return }
        unsafe ares_process_fd(
            channel, readable ? descriptor : ARES_SOCKET_BAD, writable ? descriptor : ARES_SOCKET_BAD)
    }

    /// Takes up again what was too much for one turn.
    func continueLater(_ socket: NameSocket) {
        if socket.descriptor >= 0 { reactor.callAgain(socket) }
        settle()
    }

    /// Sets the next timeout and hands out what has been answered.
    func settle() {
        armAlarm()
        handOut()
    }

    // MARK: - Called by c-ares

    /// A send was told of a refused datagram.
    func refused(_ descriptor: Int32) { sockets[descriptor]?.refused(on: reactor) }

    /// Whether the next receive has to report a refusal; once.
    func takeRefusal(_ descriptor: Int32) -> Bool { sockets[descriptor]?.takeRefusal() ?? false }

    private func watch(_ descriptor: Int32, reading: Bool, writing: Bool) {
        if let known = sockets[descriptor] { return known.watchWriting(writing, on: reactor) }
        guard reading || writing else { return }
        let socket = NameSocket(self)
        // Without a place in the loop the questions on this descriptor run into their timeout.
        guard (try? reactor.register(socket, descriptor)) != nil else { return }
        sockets[descriptor] = socket
        socket.watchWriting(writing, on: reactor)
    }

    /// Closes a descriptor, watched or not: to sort addresses c-ares connects sockets that it never waits for.
    func close(_ descriptor: Int32) {
        guard let socket = sockets.removeValue(forKey: descriptor) else { return Socket.close(descriptor) }
        reactor.close(socket)
    }

    private func collect(_ question: NameQuestion, _ status: Int32, _ answer: UnsafeMutablePointer<ares_addrinfo>?) {
        outstanding -= 1
        guard status == ARES_SUCCESS, let answer = unsafe answer else {
            return finished.append((question, .failure(NameFailure(status))))
        }
        let resolved = unsafe ResolvedName(answer, isFromHostsFile: question.isBeingAsked)
        finished.append((question, resolved.addresses.isEmpty ? .failure(.notFound) : .success(resolved)))
    }

    // MARK: - Inside

    private func open(_ settings: NameResolverSettings) -> Bool {
        var options = unsafe ares_options()
        unsafe options.timeout = settings.timeoutMilliseconds
        unsafe options.tries = settings.tries
        unsafe options.udp_port = settings.port
        unsafe options.tcp_port = settings.port
        unsafe options.flags = ARES_FLAG_NOALIASES
        unsafe options.sock_state_cb = { context, descriptor, readable, writable in
            guard let context = unsafe context else { return }
            let channel = unsafe Unmanaged<NameChannel>.fromOpaque(context).takeUnretainedValue()
            channel.watch(descriptor, reading: readable != 0, writing: writable != 0)
        }
        unsafe options.sock_state_cb_data = Unmanaged.passUnretained(self).toOpaque()
        let mask =
            ARES_OPT_TIMEOUTMS | ARES_OPT_TRIES | ARES_OPT_FLAGS | ARES_OPT_SOCK_STATE_CB | ARES_OPT_LOOKUPS
            | ARES_OPT_RESOLVCONF | ARES_OPT_UDP_PORT | ARES_OPT_TCP_PORT
        // The hosts file, then servers, whatever nsswitch.conf lists: its other sources do not exist here.
        var order: [CChar] = [0x66, 0x62, 0]
        var file = Array(settings.file.utf8CString)
        // c-ares copies both.
        let status = unsafe order.withUnsafeMutableBufferPointer { order in
            unsafe file.withUnsafeMutableBufferPointer { file in
                unsafe options.lookups = order.baseAddress
                unsafe options.resolvconf_path = file.baseAddress
                return unsafe ares_init_options(&channel, &options, mask)
            }
        }
        guard status == ARES_SUCCESS, let channel = unsafe channel else { return false }
        unsafe ares_set_socket_functions(channel, functions, Unmanaged.passUnretained(self).toOpaque())
        guard let servers = settings.servers else { return true }
        if unsafe ares_set_servers_ports_csv(channel, servers) == ARES_SUCCESS { return true }
        close()
        return false
    }

    private func armAlarm() {
        guard let channel = unsafe channel, let alarm else { return }
        var time = timeval()
        guard unsafe ares_timeout(channel, nil, &time) != nil else { return reactor.clearDeadline(alarm) }
        reactor.setDeadline(alarm, after: Int64(time.tv_sec) * 1000 + Int64(time.tv_usec + 999) / 1000)
    }

    private func timeoutsReached() {
        process(ARES_SOCKET_BAD, readable: false, writable: false)
        settle()
    }

    private func handOut() {
        while !finished.isEmpty {
            let answered = finished
            finished = []
            for (question, result) in answered { question.done(result) }
        }
    }
}

@available(*, unavailable)
extension NameChannel: Sendable {}
