internal import ProxyModel

extension Operation {
    static let updateProxy = Operation(
        "proxy.update", .put, "/api/v1/proxy/targets/{hostname}", .token,
        "Change fields of a proxy; what is not given stays.", parameters: [ProxyView.hostname] + ProxyEdit.parameters,
        changes: ProxyTarget.schema, answer: ProxyView.record
    ) { (patch, call) throws(Problem) in
        // What was shown of the certificate goes on by itself: to send it back changes nothing.
        let fields = JSONObject(
            members: (patch.json.objectValue?.members ?? []).filter { !ProxyCertificate.memberNames.contains($0.name) })
        let change = patch.json.objectValue == nil ? patch : Patch(schema: patch.schema, json: .object(fields))
        return try await ProxyEdit.result(call, asks: fields["enable_https"] == true) { proxy, _ throws(Problem) in
            try change.apply(to: &proxy)
        }
    }
}
