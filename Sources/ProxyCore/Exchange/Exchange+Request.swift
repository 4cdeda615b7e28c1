internal import Reactor

/// The request as the upstream gets it.
extension Exchange {
    /// Encodes the head for the upstream; the same bytes for every attempt at the same address.
    func encodeRequest(into buffer: WriteBuffer) {
        guard let client = self.client, let match = self.match else { return }
        if !self.isPrepared {
            self.isPrepared = true
            self.prepare(client, match)
        } else if !match.preservesHost {
            self.follow(match)
        }
        var options: HTTP1Encoder.Options = []
        if self.request.wantsUpgrade { options.insert(.upgrade) }
        if self.request.flags.contains(.acceptsTrailers) { options.insert(.trailers) }
        guard match.changesTarget else {
            return HTTP1Encoder.encode(
                self.request, framing: self.request.framing, options: options, into: buffer)
        }
        let target = self.worker.localScratch
        target.clear()
        unsafe match.appendTarget(
            to: target, host: self.request.slice(self.request.host), path: self.request.slice(self.request.path),
            query: self.request.slice(self.request.query), hasQuery: self.request.flags.contains(.hasQuery))
        unsafe HTTP1Encoder.encode(
            self.request, target: target.readable, framing: self.request.framing, options: options, into: buffer)
    }

    /// Edits the fields once per request.
    private func prepare(_ client: ClientConnection, _ match: RouteMatch) {
        let block = self.request.block
        if match.preservesHost {
            // An absolute-form target names the host itself (RFC 9112 §3.2.2), and HTTP/1.0 may have sent none.
            if self.request.flags.contains(.isAbsoluteForm) || block.first(.host) == nil { self.replaceHost() }
        } else {
            self.nameUpstream()
        }
        ForwardingFields.apply(to: self, client)
        self.removeCookies(match)
        if let fields = match.upstreamProxy?.requestFields { fields.apply(to: block) }
    }

    /// Another attempt may be made at another address, whose name is another one.
    private func follow(_ match: RouteMatch) {
        guard self.target?.follows != nil else { return }
        self.nameUpstream()
        // What the proxy sets wins, as at the first attempt.
        if let fields = match.upstreamProxy?.requestFields { fields.apply(to: self.request.block) }
    }

    private func nameUpstream() {
        guard let host = self.target?.host(at: self.endpoint), !host.isEmpty else { return }
        self.request.block.removeAll(named: .host)
        unsafe host.withUnsafeBufferPointer { unsafe self.request.block.append(.host, $0) }
    }

    private func replaceHost() {
        let value = self.worker.localScratch
        value.clear()
        ForwardingFields.appendAuthority(self.request, to: value)
        self.request.block.removeAll(named: .host)
        unsafe self.request.block.append(.host, value.readable)
    }
}
