internal import ProxyModel

/// Switches one route on or off for one proxy, in the list that the proxy's mode uses.
enum ProxyRouteSwitch {
    static let parameters: [OperationParameter] = [ProxyView.hostname, .path("route_id", "Identifier of the route.")]

    static func turn(on isOn: Bool, _ call: OperationCall) async throws(Problem) -> OperationResult {
        let id = call.path("route_id")
        let (proxy, revision) = try await ProxyEdit.edit(call) { proxy, snapshot throws(Problem) in
            guard snapshot.routes[id] != nil else { throw Problem(.notFound, "there is no route '\(id)'") }
            switch proxy.routeMode {
            case .none:
                throw Problem(.malformedRequest, "no route applies in route_mode none; change the mode first")
            case .all:
                proxy.disabledRoutes.removeAll { $0 == id }
                if !isOn { proxy.disabledRoutes.append(id) }
            case .selective:
                proxy.enabledRoutes.removeAll { $0 == id }
                if isOn { proxy.enabledRoutes.append(id) }
            }
        }
        return .object(ProxyRoutesView.json(proxy, try call.snapshot(), for: call.caller), revision: revision)
    }
}
