/// What a descriptor became ready for since it was last reported (edge-triggered).
package struct Readiness: OptionSet {
    package let rawValue: UInt32

    /// The kernel's event bits.
    @inlinable package init(rawValue: UInt32) { self.rawValue = rawValue }

    /// There is something to read, or the peer finished sending.
    package static let readable = Readiness(rawValue: 0x001)
    /// There is room to write.
    package static let writable = Readiness(rawValue: 0x004)
    /// The descriptor failed; the next read or write tells why.
    package static let failed = Readiness(rawValue: 0x008)
    /// Both directions are closed.
    package static let hungUp = Readiness(rawValue: 0x010)
    /// The peer finished sending.
    package static let peerFinished = Readiness(rawValue: 0x2000)
    /// The handler asked to be called again (`Reactor.callAgain`); nothing new is known of the descriptor.
    package static let again = Readiness(rawValue: 0x4000_0000)
}
