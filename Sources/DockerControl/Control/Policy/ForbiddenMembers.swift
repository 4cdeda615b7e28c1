package import ProxyModel

/// Members of requests that other tools know, and that would give a container power over its host.
///
/// They are refused by name, so that nobody takes them for a slip of the pen.
package enum ForbiddenMembers {
    /// The names in lower case without `_` and `-`, and what stands in their place, if anything does.
    private static let reasons: [String: String] = {
        var reasons: [String: String] = [:]
        for (names, reason) in groups {
            for name in names.split(separator: " ") { reasons[String(name)] = reason }
        }
        return reasons
    }()

    private static let groups: KeyValuePairs<String, String> = [
        "privileged": "a container with all rights of its host is never made",
        "networkmode network net": "no container takes part in the host's or another's network; use networks",
        "pidmode pid ipcmode ipc utsmode uts usernsmode userns cgroupnsmode cgroupns cgroup isolation":
            "no container takes part in namespaces of the host or of others",
        "capadd": "capabilities beyond those of Docker are never given; use capabilities",
        "devices device devicerequests devicecgrouprules gpus": "no container gets devices of the host",
        "securityopt seccomp apparmor maskedpaths readonlypaths credentialspec":
            "the engine's security profiles are never switched off",
        "volumesfrom binds mounts mount volumedriver": "folders are mounted by volumes alone",
        "sysctls sysctl": "kernel parameters stay as they are",
        "runtime": "containers run in the engine's default runtime",
        "cgroupparent oomscoreadj oomkilldisable": "limits of resources are never lifted",
        "extrahosts addhost links link externallinks": "names are resolved by the networks of the service",
        "logconfig logging logdriver logopt logopts": "output is kept by the engine and read by logs",
        "groupadd": "no further groups are given",
        "storageopt": "the engine's storage stays as it is",
        "publishall publishallports portbindings": "ports are opened by port_configs",
        "hostconfig networkingconfig annotations": "requests to the engine are never taken as they are",
    ]

    /// The refusals of the members of a request that are never allowed, in the order of the request.
    ///
    /// `known` are the names that the request may have.
    package static func refusals(
        in request: JSONObject, besides known: some Collection<String>
    ) -> [ServiceRefusal] {
        request.members.compactMap { member in
            guard !known.contains(member.name), let reason = reason(member.name) else { return nil }
            return ServiceRefusal(.forbidden, "/" + member.name, "\(member.name): \(reason)")
        }
    }

    /// Why a member is never allowed; nil = it is none of these.
    static func reason(_ name: String) -> String? {
        let folded = name.lowercased().filter { $0 != "_" && $0 != "-" }
        return reasons[folded]
    }
}
