internal import ProxyModel

extension Operation {
    static let listClients = Operation(
        "oauth.client.list", .get, "/api/v1/oauth/clients", .admin,
        "List the OAuth clients that are written down or were seen of late.",
        parameters: [.flag("active_only", "Without those that are disabled.")],
        answer: .list("clients", "OAuthClient", ClientView.members, columns: ClientView.columns)
    ) { (call) throws(Problem) in
        var rows: [JSONObject] = []
        let isActiveOnly = try call.query.flag("active_only")
        for id in try await ClientView.identifiers(call) {
            // What was seen is listed even when nothing more is known of it without asking elsewhere.
            let known = try await ClientView.json(id, call, fetching: false)
            let row = known ?? ClientView.unknown(id)
            guard !isActiveOnly || row["is_active"] == true else { continue }
            rows.append(row)
        }
        let active = rows.filter { $0["is_active"] == true }.count
        return .list(
            rows,
            members: [
                "summary": [
                    "total_clients": .integer(Int64(rows.count)), "active_clients": .integer(Int64(active)),
                ]
            ])
    }
}
