internal import ProxyModel
internal import Reactor

/// Tells what the guard decided, for the trace of sign-ins.
extension Exchange {
    /// A token is let in, which was not told of on this worker before: for want of a budget, perhaps.
    func noteFirstCall(_ claims: TokenClaims) {
        claims.isNoted = self.note(isAccepted: true, "the guard let the token in: the first call", claims)
    }

    /// A token that was presented is refused.
    func noteRefusal(_ refusal: TokenRefusal, _ claims: TokenClaims?) {
        guard refusal != .missing else { return }
        self.note(isAccepted: false, "the guard refused: \(refusal.text)", claims)
    }

    /// A decision about somebody, told as long as there is a budget for it.
    ///
    /// False when another one may be told later in its place.
    @discardableResult
    func note(isAccepted: Bool, _ reason: @autoclosure () -> String, _ claims: TokenClaims?) -> Bool {
        guard let tell = self.worker.settings.guarding.decided, let rules = self.match?.proxy?.guardRules else {
            return true
        }
        guard self.worker.accessGuard.mayTell(isAccepted: isAccepted, isKnown: claims != nil) else { return false }
        let host = unsafe String(decoding: self.request.slice(self.request.host), as: UTF8.self)
        let path = unsafe String(decoding: self.request.slice(self.request.path), as: UTF8.self)
        tell(
            GuardDecision(
                isAccepted: isAccepted, reason: reason(), clientID: claims?.clientID, subject: claims?.subject,
                resource: self.worker.accessGuard.origins.origin(of: host, rules) + path,
                clientAddress: self.clientAddress.description,
                requestID: unsafe self.requestID.withBytes { unsafe String(decoding: $0, as: UTF8.self) }))
        return true
    }
}
