internal import ProxyModel
internal import Reactor

/// What signing in left with a browser is nothing for upstreams.
extension Exchange {
    private static let authorizationPath: StaticString = "/authorize"

    /// Takes the cookies of the guard and of signing in out of a request to a guarded host.
    @inline(__always)
    func removeCookies(_ rules: GuardRules) {
        guard self.request.block.first(.cookie) != nil else { return }
        OwnCookies.remove(
            from: self.request.block, session: rules.auth.forwardToken ? nil : rules.cookieName,
            scratch: self.worker.localScratch)
    }

    /// Takes the cookies of the authorization server out of a request to another path of its host.
    ///
    /// Other hosts keep cookies of these names: another authorization server may stand behind them.
    @inline(__always)
    func removeCookies(_ match: RouteMatch) {
        guard let proxy = match.proxy, proxy.guardRules == nil, proxy.routes != nil,
            self.request.block.first(.cookie) != nil
        else { return }
        self.removeCookiesOfSignIn()
    }

    @inline(never)
    private func removeCookiesOfSignIn() {
        guard OwnCookies.areIn(self.request.block), let service = self.worker.accessService else { return }
        let path = Self.authorizationPath
        let authorization = unsafe self.worker.routing.match(
            host: self.request.slice(self.request.host),
            path: UnsafeBufferPointer(start: path.utf8Start, count: path.utf8CodeUnitCount), method: .get,
            methodToken: UnsafeBufferPointer(start: nil, count: 0), tls: self.client?.isTLS ?? false)
        guard case .localService(service) = authorization.outcome else { return }
        OwnCookies.remove(from: self.request.block, session: nil, scratch: self.worker.localScratch)
    }
}
