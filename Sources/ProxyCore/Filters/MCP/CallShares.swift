internal import Reactor

/// How much content of calls a worker holds, and whose: nobody's calls take the room of all, nor all calls that of answers.
struct CallShares {
    /// Who makes calls.
    enum Caller: Hashable {
        /// Somebody who signed in, by the claim `sub`.
        case user(String)
        /// Somebody else, by an IPv4 address or the /64 that one IPv6 customer has at least.
        case network(IPAddress)

        init(_ claims: TokenClaims?, at address: IPAddress) {
            if let claims {
                self = .user(claims.subject)
            } else {
                self = .network(address.customer)
            }
        }
    }

    private var total = 0
    private var held: [Caller: Int] = [:]

    /// Takes more bytes for a call: half of what is there for calls and answers is for calls, and an eighth for those of
    /// one caller, or a single one that is as long as allowed; false when there are not so many.
    mutating func take(_ count: Int, of caller: Caller, _ settings: GuardSettings) -> Bool {
        let own = self.held[caller, default: 0]
        let share = max(settings.maximumCallContent / 8, settings.maximumCall)
        guard self.total + count <= settings.maximumCallContent / 2, own + count <= share else { return false }
        self.total += count
        self.held[caller] = own + count
        return true
    }

    /// Gives bytes back.
    mutating func giveBack(_ count: Int, of caller: Caller) {
        guard count > 0, let own = self.held[caller] else { return }
        self.total -= count
        self.held[caller] = own > count ? own - count : nil
    }
}
