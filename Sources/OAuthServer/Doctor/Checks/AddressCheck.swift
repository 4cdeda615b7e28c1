internal import Egress
internal import ProxyModel

/// Hosted clients connect over IPv4 from elsewhere, and refuse a host of which any address is not public.
struct AddressCheck: DoctorCheck {
    let title = "DNS"

    func problems(_ evidence: DoctorEvidence, _ client: DoctorClient) -> [DoctorProblem]? {
        let hosts = evidence.addresses.keys.sorted()
        return hosts.flatMap { host in
            let addresses = evidence.addresses[host] ?? []
            guard !addresses.isEmpty else {
                return [DoctorProblem("\(host) has no address", remedy: "publish an A record for \(host)")]
            }
            return client.isHosted ? Self.problems(host, addresses) : []
        }
    }

    private static func problems(_ host: String, _ addresses: [AddressBlock]) -> [DoctorProblem] {
        var problems: [DoctorProblem] = []
        if !addresses.contains(where: { $0.address.count == 4 }) {
            problems.append(
                DoctorProblem(
                    "\(host) has IPv6 addresses only, and the client's servers connect over IPv4",
                    remedy: "publish an A record for \(host)"))
        }
        for address in addresses where !isPublic(address) {
            problems.append(
                DoctorProblem(
                    "\(host) has the address \(address), \(kind(address)), which the client's servers refuse",
                    remedy: "make every A and AAAA record of \(host) public; a tunnel does where no address can be"))
        }
        return problems
    }

    private static func isPublic(_ address: AddressBlock) -> Bool {
        let bytes = address.address
        return EgressPolicy.publicAddresses().permits(bytes.count == 4 ? .ipv4(bytes) : .ipv6(bytes))
    }

    private static func kind(_ address: AddressBlock) -> String {
        switch (address.address.first ?? 0, address.address.dropFirst().first ?? 0) {
        case (127, _) where address.address.count == 4: "this machine"
        case (100, 64...127) where address.address.count == 4:
            "shared address space (carrier-grade NAT, overlay networks)"
        default: "not on the public Internet"
        }
    }
}
