internal import Glibc

/// A descriptor of c-ares on the reactor.
///
/// c-ares expects to be told of a state, the reactor tells of changes: so the state is asked for until nothing is left.
final class NameSocket: EventHandler {
    /// More than a channel receives at once in practice; a peer that floods it must not hold up the loop.
    private static let roundsPerTurn = 16

    /// Weak: the reactor may hold this object for a moment after the channel has closed it.
    private weak let channel: NameChannel?
    private var wantsToWrite = false
    private var isRefused = false

    init(_ channel: NameChannel) { self.channel = channel }

    /// c-ares has, or no longer has, something to write.
    func watchWriting(_ wants: Bool, on reactor: Reactor) {
        // The socket may have been writable all along: no change would ever be reported.
        if wants, !wantsToWrite { reactor.callAgain(self) }
        wantsToWrite = wants
    }

    /// A send was told of a refused datagram: the next receive shall hear of it too, whose queries wait for an answer.
    func refused(on reactor: Reactor) {
        isRefused = true
        reactor.callAgain(self)
    }

    /// Whether a refusal is to be reported now; once.
    func takeRefusal() -> Bool {
        defer { isRefused = false }
        return isRefused
    }

    override func ready(_ readiness: UInt32) {
        guard let channel else { return }
        for _ in 0..<Self.roundsPerTurn {
            guard let state = self.state() else { return channel.settle() }
            channel.process(descriptor, readable: state.readable, writable: state.writable)
        }
        channel.continueLater(self)
    }

    /// What the descriptor is ready for now; nil for nothing, or when it was closed.
    ///
    /// Not a peeking read: that would consume the error of a refused datagram, which c-ares has to see.
    private func state() -> (readable: Bool, writable: Bool)? {
        guard descriptor >= 0 else { return nil }
        var watched = pollfd(fd: descriptor, events: Int16(POLLIN), revents: 0)
        if wantsToWrite { watched.events |= Int16(POLLOUT) }
        guard unsafe poll(&watched, 1, 0) > 0 || isRefused else { return nil }
        let failed = watched.revents & Int16(POLLERR | POLLHUP | POLLNVAL) != 0
        return (
            readable: failed || isRefused || watched.revents & Int16(POLLIN) != 0,
            writable: wantsToWrite && watched.revents & Int16(POLLOUT) != 0
        )
    }
}
