internal import ProxyModel
internal import Reactor

/// The guard on the way of a request.
extension Exchange {
    /// Whether a request to a guarded host goes on; false when it was answered here.
    func passesGuard(_ rules: GuardRules, _ match: RouteMatch, _ client: ClientConnection) -> Bool {
        switch match.outcome {
        case .disabledHost, .protocolDisabled, .unknownHost: return true
        case .upstream, .localService, .redirect, .fixed, .unavailable: break
        }
        let path = unsafe self.request.slice(self.request.path)
        let place = unsafe GuardedPath.of(path)
        if place == .certificateChallenge { return true }
        // A token must not go over the wire in clear text where there is another way.
        if self.redirectsToHTTPS(match, client) { return false }
        if place == .ownService {
            self.startOwnService()
            return false
        }
        if unsafe self.isRootAlias(path, rules, match) {
            self.startOwnService()
            return false
        }
        let isPreflight = self.isPreflight(client)
        let isOpen = unsafe match.route?.loosensGuard(for: path) == true || rules.excludes(path)
        // A server of MCP knows no preflight, and may take one for a call.
        if unsafe isPreflight && rules.isResource && (!isOpen || rules.isEndpoint(path)),
            case .upstream = match.outcome
        {
            self.answerPreflight(rules)
            return false
        }
        if isOpen || isPreflight {
            self.withholdToken(of: rules, match)
            return true
        }
        return self.admit(rules, match)
    }

    /// Whether the authorization server answers at a path of an MCP server's host, which the configuration gives nobody
    /// else.
    @inline(__always)
    private func isRootAlias(
        _ path: UnsafeBufferPointer<UInt8>, _ rules: GuardRules, _ match: RouteMatch
    ) -> Bool {
        guard rules.isResource, unsafe RootAlias.contains(path), rules.auth.mode != .passthrough else { return false }
        if let route = match.route, route.isUnguarded || match.matchedLength > 1 { return false }
        return unsafe !rules.isEndpoint(path) && !rules.excludes(path)
    }

    private func startOwnService() {
        guard let service = self.worker.accessService else { return self.fail(.noTarget) }
        self.startLocalService(service)
    }

    /// A browser asks what another origin's page may send (Fetch §3.3.2); it never sends a token along.
    ///
    /// Nor does it send content, or ask for another protocol: what does is something else, which needs a token.
    private func isPreflight(_ client: ClientConnection) -> Bool {
        guard self.request.method == .options, self.request.block.first(.origin) != nil, client.content.isComplete,
            !self.request.wantsUpgrade
        else { return false }
        let name: StaticString = "access-control-request-method"
        return unsafe self.request.block.first(
            matching: UnsafeBufferPointer(start: name.utf8Start, count: name.utf8CodeUnitCount)) != nil
    }

    private func admit(_ rules: GuardRules, _ match: RouteMatch) -> Bool {
        let block = self.request.block
        let host = unsafe self.request.slice(self.request.host)
        let admission: AccessGuard.Admission
        var isSession = false
        switch BearerToken.find(in: block) {
        case .malformed:
            admission = .malformed
        case .present(let range):
            admission = unsafe self.worker.accessGuard.admit(block.slice(range), as: .access, to: host, of: rules)
        case .absent:
            if rules.acceptsSessions, let range = CookiePair.find(rules.cookieName, in: block) {
                isSession = true
                admission = unsafe self.worker.accessGuard.admit(
                    block.slice(range), as: .session, to: host, of: rules)
            } else {
                admission = .refused(.missing, nil)
            }
        }
        switch admission {
        case .granted(let grant):
            self.worker.accessGuard.enter(self, grant)
            if !grant.claims.isNoted { self.noteFirstCall(grant.claims) }
        case .refused(let refusal, let claims):
            self.guarded.refusal = refusal
            self.noteRefusal(refusal, claims)
            if rules.auth.mode != .passthrough {
                self.refuse(refusal, isSession: isSession, rules)
                return false
            }
        case .malformed where rules.auth.mode == .passthrough || isSession:
            self.guarded.refusal = .malformed
            if rules.auth.mode != .passthrough {
                self.refuse(.malformed, isSession: isSession, rules)
                return false
            }
        case .malformed:
            self.guarded.refusal = .malformed
            self.answerChallenge(rules, .badRequest)
            return false
        }
        self.removeCredentials(rules, match)
        return true
    }

    /// The client's token and session are for us and not for the upstream.
    private func removeCredentials(_ rules: GuardRules, _ match: RouteMatch) {
        guard case .upstream = match.outcome else { return }
        self.removeCookies(rules)
        guard !rules.auth.forwardToken else { return }
        let block = self.request.block
        // Other schemes are none of ours: the upstream may have a use for them.
        if BearerToken.find(in: block) != .absent { block.removeAll(named: .authorization) }
    }

    /// Where no token is needed the upstream may have tokens of its own; one of ours is kept from it all the same.
    private func withholdToken(of rules: GuardRules, _ match: RouteMatch) {
        guard case .upstream = match.outcome else { return }
        self.removeCookies(rules)
        guard !rules.auth.forwardToken else { return }
        let block = self.request.block
        if case .present(let range) = BearerToken.find(in: block),
            unsafe self.worker.accessGuard.isOurs(block.slice(range))
        {
            block.removeAll(named: .authorization)
        }
    }

    /// Whether a response of unknown length is a stream, compressed or not, and not the answer to a call, which may take
    /// its time.
    func hasNoEnd(_ block: HeaderBlock) -> Bool {
        self.request.method == .get || Self.isEventStream(block) && self.listens
    }

    /// A response begins, or a tunnel, that has no end of its own: it may not outlive the token that opened it.
    func watchStream() {
        guard let grant = self.guarded.grant else { return }
        self.guarded.isStream = true
        self.worker.streamExpiry.watch(until: grant.claims.endOfStreams(leeway: self.worker.settings.guarding.leeway))
    }

    /// The token that let the exchange in was ended, or has expired.
    func lostAccess(_ refusal: TokenRefusal) {
        guard let client = self.client, let grant = self.guarded.grant else { return }
        self.worker.accessGuard.leave(self)
        self.guarded.refusal = refusal
        guard self.progress.response == .none, client.exchange === self else { return self.fail(.unauthenticated) }
        self.dropUpstream()
        self.refuse(refusal, isSession: false, grant.rules)
    }

    /// The exchange is over.
    func leaveGuard() { self.worker.accessGuard.leave(self) }
}
