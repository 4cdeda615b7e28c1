package import ProxyModel

extension RoutingTable {
    /// Applies one change of the configuration; the cost does not depend on how many records there are.
    package func apply(_ change: Change) {
        switch change {
        case .put(let record, _): self.put(record)
        case .delete(let key): self.delete(key)
        }
    }

    /// Fills an empty table with a whole configuration.
    package func load(_ snapshot: ConfigurationSnapshot) {
        self.reserve(proxies: snapshot.proxies.count)
        for stored in snapshot.services.values { self.put(.service(stored.value)) }
        for stored in snapshot.serviceEndpoints.values { self.put(.serviceEndpoints(stored.value)) }
        for stored in snapshot.routes.values { self.put(.route(stored.value)) }
        for stored in snapshot.proxies.values { self.put(.proxy(stored.value)) }
    }

    private func put(_ record: ConfigurationRecord) {
        switch record {
        case .proxy(let proxy): self.put(proxy)
        case .route(let route): self.put(route)
        case .service(let service): self.setService(service.name, to: service)
        case .certificate: self.certificateEpoch &+= 1
        case .token, .sealed, .user, .client, .apiKey, .identityProvider, .signingKey: break
        case .certificateIntent, .certificateIssuer, .acmeChallenge, .dnsProvider: break
        case .serviceEndpoints(let endpoints):
            if self.containers.put(endpoints) { self.retarget(routesTo: endpoints.service) }
        case .dockerService, .portToken: break
        }
    }

    private func delete(_ key: RecordKey) {
        switch key.kind {
        case .proxies:
            guard let pattern = try? HostPattern(key.id), let removed = self.hosts.remove(pattern) else { return }
            self.discard(removed)
        case .routes: self.removeRoute(key.id)
        case .services: self.setService(key.id, to: nil)
        case .certificates: self.certificateEpoch &+= 1
        case .tokens, .sealed, .users, .clients, .apiKeys, .identityProviders, .signingKeys: break
        case .certificateIntents, .certificateIssuers, .acmeChallenges, .dnsProviders: break
        case .serviceEndpoints:
            self.containers.remove(key.id)
            self.retarget(routesTo: key.id)
        case .dockerServices, .portTokens: break
        }
    }
}

// MARK: Proxies

extension RoutingTable {
    private func put(_ proxy: ProxyTarget) {
        // The new form takes its references before the old one gives its back, so that what both name stays alive.
        let compiled = CompiledProxy(
            proxy, upstream: self.ownTarget(of: proxy), filter: self.filter(of: proxy),
            routes: self.scopedRoutes.isEmpty ? nil : self.scopedRoutes[proxy.hostname.description])
        if let replaced = self.hosts.insert(compiled) { self.discard(replaced) }
    }

    private func discard(_ proxy: CompiledProxy) {
        if let upstream = proxy.upstream { self.release(upstream) }
        for (slot, id) in proxy.filter?.named ?? [] { self.store.release(slot, id: id) }
    }

    private func ownTarget(of proxy: ProxyTarget) -> UpstreamTarget? {
        let traffic = proxy.traffic?.value
        if let service = traffic?.service {
            return self.containers.acquire(
                ServiceTargetKey(service: service, owner: proxy.owner, options: UpstreamGroupKey(options: traffic)))
        }
        guard let first = traffic?.upstreams.first?.url ?? proxy.target else { return nil }
        var key = UpstreamGroupKey(options: traffic)
        let upstreams = traffic?.upstreams ?? []
        key.members = upstreams.map { UpstreamGroupKey.Member(url: $0.url, weight: $0.weight) }
        if upstreams.isEmpty { key.members = [UpstreamGroupKey.Member(url: first, weight: 1)] }
        return UpstreamTarget(
            group: self.upstreams.acquire(key), pathPrefix: UpstreamTarget.pathPrefix(of: first),
            host: proxy.preserveHostHeader ? [] : UpstreamTarget.host(of: first))
    }

    private func filter(of proxy: ProxyTarget) -> RouteFilter? {
        switch proxy.routeMode {
        case .none: nil
        case .all where proxy.disabledRoutes.isEmpty: nil
        case .all: RouteFilter(isSelective: false, ids: proxy.disabledRoutes, store: self.store)
        case .selective: RouteFilter(isSelective: true, ids: proxy.enabledRoutes, store: self.store)
        }
    }
}

// MARK: Routes and services

extension RoutingTable {
    private func put(_ route: Route) {
        let old = self.store.slot(of: route.id).flatMap { self.store.route($0) }
        if let old { self.unlink(old) }
        let slot = self.store.acquire(route.id)
        let compiled = CompiledRoute(
            route, target: self.target(of: route),
            regex: route.match == .regex ? try? PathRegex(route.pathPattern) : nil,
            slot: slot, methods: self.methods.acquire(route.methods))
        if let old { self.discard(old) }
        self.store.set(compiled, at: slot)
        self.link(compiled)
        if case .service(let name) = route.target { self.routesByService[name, default: []].insert(slot) }
    }

    private func removeRoute(_ id: String) {
        guard let slot = self.store.slot(of: id), let route = self.store.route(slot) else { return }
        self.unlink(route)
        self.store.set(nil, at: slot)
        self.discard(route)
    }

    /// Gives back what a route holds, its use of the slot included.
    private func discard(_ route: CompiledRoute) {
        self.release(route.target)
        self.methods.release(route.source.methods)
        if case .service(let name) = route.source.target {
            self.routesByService[name]?.remove(route.entry.slot)
            if self.routesByService[name]?.isEmpty == true { self.routesByService[name] = nil }
        }
        self.store.release(route.entry.slot, id: route.id)
    }

    private func release(_ target: CompiledRoute.Target) {
        if case .upstream(let upstream) = target { self.release(upstream) }
    }

    private func release(_ upstream: UpstreamTarget) {
        if upstream.follows == nil {
            self.upstreams.release(upstream.group)
        } else {
            self.containers.release(upstream)
        }
    }

    private func link(_ route: CompiledRoute) {
        guard route.source.enabled else { return }
        guard route.source.scope == .proxy else { return self.globalRoutes.insert(route, in: self.store) }
        for pattern in Self.patterns(of: route) {
            let name = pattern.description
            let table = self.scopedRoutes[name] ?? RouteTable(hash: self.pathHash)
            table.insert(route, in: self.store)
            guard table.count == 1 else { continue }
            self.scopedRoutes[name] = table
            self.hosts.find(pattern)?.routes = table
        }
    }

    private func unlink(_ route: CompiledRoute) {
        guard route.source.enabled else { return }
        guard route.source.scope == .proxy else { return self.globalRoutes.remove(route) }
        for pattern in Self.patterns(of: route) {
            guard let table = self.scopedRoutes[pattern.description] else { continue }
            table.remove(route)
            guard table.count == 0 else { continue }
            self.scopedRoutes[pattern.description] = nil
            self.hosts.find(pattern)?.routes = nil
        }
    }

    /// The hosts of a proxy-scoped route, each once.
    static func patterns(of route: CompiledRoute) -> Set<HostPattern> {
        Set(route.source.proxyHostnames.compactMap { try? HostPattern($0) })
    }

    private func setService(_ name: String, to service: ExternalService?) {
        self.services[name] = service
        self.retarget(routesTo: name)
    }

    /// Finds the target of every route that names a service anew.
    private func retarget(routesTo name: String) {
        for slot in self.routesByService[name] ?? [] {
            guard let old = self.store.route(slot) else { continue }
            let target = self.target(of: old.source)
            self.release(old.target)
            self.store.set(old.with(target), at: slot)
        }
    }

    private func target(of route: Route) -> CompiledRoute.Target {
        switch route.target {
        case .url(let url): return self.upstream(url)
        case .port(let port):
            guard let url = try? UpstreamURL("http://127.0.0.1:\(port)") else { return .unavailable(.noTarget) }
            return self.upstream(url)
        case .service(let name):
            if let index = self.localServices.firstIndex(of: name) { return .localService(index) }
            guard let service = self.services[name] else {
                guard self.containers.knows(name) else { return .unavailable(.unknownService) }
                return .upstream(
                    self.containers.acquire(
                        ServiceTargetKey(service: name, owner: route.owner, options: UpstreamGroupKey(options: nil))))
            }
            return service.routingEnabled ? self.upstream(service.target) : .unavailable(.serviceClosed)
        case .hostname(let name):
            guard let pattern = try? HostPattern(name) else { return .unavailable(.unknownHost) }
            return .host(pattern)
        case .redirect(let location, let status):
            return .redirect(RedirectAnswer(status: status, location: location))
        case .fixed(let status, let contentType, let body):
            return .fixed(FixedAnswer(status: status, contentType: contentType, body: body))
        }
    }

    private func upstream(_ url: UpstreamURL) -> CompiledRoute.Target {
        .upstream(
            UpstreamTarget(
                group: self.upstreams.acquire(UpstreamGroupKey(url)), pathPrefix: UpstreamTarget.pathPrefix(of: url),
                host: UpstreamTarget.host(of: url)))
    }
}
