/// When a certificate is renewed, and why then.
package struct RenewalSchedule: Sendable, Equatable {
    /// What the moment was chosen by.
    package enum Basis: String, Sendable, CaseIterable {
        /// The window that the authority suggests (RFC 9773).
        case window
        /// The share of its life that is left.
        case lifetime
        /// Its life is all but over.
        case emergency
    }

    /// The end of the certificate that it is for, in milliseconds since 1970.
    package var notAfter: Int64
    /// How renewal information names the certificate; nil = it cannot be asked for.
    package var certificate: String?
    /// The suggested window, in milliseconds since 1970; nil = none is known.
    package var windowStart: Int64?
    /// The end of the suggested window.
    package var windowEnd: Int64?
    /// A page that says why the window is where it is; nil = none.
    package var explanation: String?
    /// The moment chosen within the window, once; nil = there is no window.
    package var windowMoment: Int64?
    /// The moment chosen by lifetime, once.
    package var lifetimeMoment: Int64
    /// When the window is asked for next; nil = never.
    package var nextPoll: Int64?
    /// When the certificate is renewed, in milliseconds since 1970.
    package var moment: Int64
    /// What the moment was chosen by.
    package var basis: Basis

    init(notAfter: Int64, certificate: String?, lifetimeMoment: Int64, nextPoll: Int64?) {
        self.notAfter = notAfter
        self.certificate = certificate
        self.lifetimeMoment = lifetimeMoment
        self.nextPoll = nextPoll
        moment = lifetimeMoment
        basis = .lifetime
    }
}
