internal import ProxyModel
internal import Reactor

/// The order of a request's way: match, filters, target.
extension Exchange {
    func dispatch(_ client: ClientConnection) {
        if client.listener.isManagement { return self.startLocalService(Worker.managementService) }
        if let port = client.listener.port { return self.dispatch(client, at: port) }
        if !self.worker.challenges.isEmpty, let answer = self.acmeChallengeAnswer() { return self.answer(answer) }
        if self.request.block.first(.via) != nil, self.cameThroughThisNode() { return self.fail(.proxyLoop) }
        if client.peerIsTrusted { self.readForwardedAddress() }
        let match = unsafe self.worker.routing.match(
            host: self.request.slice(self.request.host), path: self.request.slice(self.request.path),
            method: self.request.method, methodToken: self.request.slice(self.request.methodToken), tls: client.isTLS)
        self.match = match
        if let proxy = match.proxy {
            if let refusal = self.filter(proxy, client) { return self.fail(refusal) }
            if let rules = proxy.guardRules {
                if !self.passesGuard(rules, match, client) { return }
                if rules.isResource, !self.entersResource(rules, match, client) { return }
            }
        }
        switch match.outcome {
        case .upstream(let target):
            if self.redirectsToHTTPS(match, client) { return }
            self.target = target
            guard self.admitsLength(match) else { return self.fail(.bodyTooLarge) }
            if self.guarded.resource.tools != nil, self.readsCall(client) { return }
            self.acquire()
        case .localService(let index):
            if self.redirectsToHTTPS(match, client) { return }
            self.startLocalService(index)
        case .redirect(let answer): self.redirect(answer)
        case .fixed(let answer): self.answer(answer)
        case .unavailable: self.fail(.noTarget)
        case .unknownHost: self.fail(self.worker.awaitsConfiguration ? .unconfigured : .unknownHost)
        case .disabledHost: self.fail(.hostDisabled)
        case .protocolDisabled: self.fail(.protocolDisabled)
        }
    }

    /// The filters that can refuse: address, and a connection that was made for a host of other rules.
    private func filter(_ proxy: CompiledProxy, _ client: ClientConnection) -> FailureCode? {
        guard proxy.auth != nil || proxy.policy?.addresses != nil else { return nil }
        if let addresses = proxy.policy?.addresses, !addresses.admits(self.clientAddress) { return .addressDenied }
        // RFC 9110 §15.5.20: the connection was made for another host, whose rules this one does not share.
        if let name = client.tls?.session.serverName {
            let host = unsafe self.request.slice(self.request.host)
            if unsafe !host.elementsEqual(name.utf8) { return .misdirected }
        }
        return nil
    }

    func admitsLength(_ match: RouteMatch) -> Bool {
        self.maximumBody = match.upstreamProxy?.policy?.traffic.maxBodyBytes ?? self.worker.settings.maximumBody
        guard self.maximumBody > 0, case .length(let length) = self.request.framing else { return true }
        return length <= self.maximumBody
    }

    /// Whether a `Via` member names this node (RFC 9110 §7.6.3).
    func cameThroughThisNode() -> Bool {
        var name = self.worker.settings.nodeName
        return name.withUTF8 { name in
            var index = self.request.block.first(.via)
            while let line = index {
                if unsafe ByteSearch.contains(self.request.block.value(line), name) { return true }
                index = self.request.block.next(.via, from: line + 1)
            }
            return false
        }
    }

    /// Walks `X-Forwarded-For` from the right up to the first hop that is not trusted.
    func readForwardedAddress() {
        let block = self.request.block
        guard var line = block.first(.xForwardedFor) else { return }
        // Several lines are one list (RFC 9110 §5.3); the last one is nearest to us.
        while let next = block.next(.xForwardedFor, from: line + 1) { line = next }
        var end = unsafe block.value(line).count
        while true {
            let value = unsafe block.value(line)
            var start = end
            while start > 0, unsafe value[start - 1] != 0x2C { start -= 1 }
            guard let address = unsafe Self.address(UnsafeBufferPointer(rebasing: value[start..<end])) else { return }
            self.clientAddress = address
            guard self.worker.trustsForwarding(from: address), start > 0 else { return }
            end = start - 1
        }
    }

    private static func address(_ member: UnsafeBufferPointer<UInt8>) -> IPAddress? {
        let text = unsafe String(decoding: member, as: UTF8.self)
        var trimmed = Substring(text)
        while trimmed.first == " " || trimmed.first == "\t" { trimmed.removeFirst() }
        while trimmed.last == " " || trimmed.last == "\t" { trimmed.removeLast() }
        if trimmed.hasPrefix("["), let end = trimmed.firstIndex(of: "]") {
            return IPAddress(trimmed[trimmed.index(after: trimmed.startIndex)..<end])
        }
        if let address = IPAddress(trimmed) { return address }
        // Some balancers write the port too.
        guard let colon = trimmed.lastIndex(of: ":") else { return nil }
        return IPAddress(trimmed[..<colon])
    }

    func redirectsToHTTPS(_ match: RouteMatch, _ client: ClientConnection) -> Bool {
        guard let proxy = match.proxy, !client.isTLS, proxy.httpsRedirect != .never else { return false }
        guard proxy.flags.contains(.https), self.worker.settings.publicHTTPSPort != 0 else { return false }
        if self.forwardedHTTPS(client) { return false }
        if proxy.httpsRedirect == .auto && !self.hasCertificate(proxy) { return false }
        let location = self.worker.localScratch
        location.clear()
        location.append("https://")
        unsafe location.append(self.request.slice(self.request.host))
        if self.worker.settings.publicHTTPSPort != 443 {
            location.append(":")
            location.append(decimal: UInt64(self.worker.settings.publicHTTPSPort))
        }
        unsafe location.append(self.request.slice(self.request.target))
        unsafe self.redirect(to: location.readable, status: 308)
        return true
    }

    /// Whether a trusted hop in front says that the client came by HTTPS.
    func forwardedHTTPS(_ client: ClientConnection) -> Bool {
        guard client.peerIsTrusted, let line = self.request.block.first(.xForwardedProto) else { return false }
        return unsafe self.request.block.value(line).elementsEqual("https".utf8)
    }

    private func hasCertificate(_ proxy: CompiledProxy) -> Bool {
        let epoch = self.worker.routing.certificateEpoch
        if let known = proxy.hasCertificate(at: epoch) { return known }
        let host = unsafe String(decoding: self.request.slice(self.request.host), as: UTF8.self)
        let exists = self.worker.tls.hasCertificate(for: host)
        proxy.remember(hasCertificate: exists, at: epoch)
        return exists
    }
}
