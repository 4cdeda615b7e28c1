internal import ProxyModel

extension ServicePolicy {
    /// What a container's own kernel file systems are mounted over.
    private static let kernelFolders = ["/proc", "/sys", "/dev"]

    /// What speaks against the volumes, folders of the host and folders in memory of a service.
    func storageRefusals(of service: ContainerService) -> [ServiceRefusal] {
        var refusals: [ServiceRefusal] = []
        var targets: Set<String> = []
        for (index, volume) in service.volumes.enumerated() {
            let pointer = "/volumes/\(index)"
            if volume.isBind {
                do throws(BindSource.Refusal) {
                    _ = try BindSource(volume.source, among: bindRoots, engineSocket: engineSocket)
                } catch {
                    refusals.append(refusal(.bindMount, pointer, error, roots: bindRoots))
                }
            }
            refusals += targetRefusals(volume.target, pointer, &targets)
        }
        var folders: Set<String> = []
        for (index, folder) in service.temporaryFolders.enumerated() {
            refusals += targetRefusals(folder, "/tmpfs/\(index)", &folders)
        }
        return refusals
    }

    private func targetRefusals(_ text: String, _ pointer: String, _ targets: inout Set<String>) -> [ServiceRefusal] {
        guard let target = ContainerPath(text)?.description else {
            let detail = "'\(text)' is not an absolute path inside of the container without . and .."
            return [ServiceRefusal(.mountTarget, pointer, detail)]
        }
        if Self.kernelFolders.contains(where: { target == $0 || target.hasPrefix($0 + "/") }) {
            return [ServiceRefusal(.mountTarget, pointer, "nothing is mounted over \(target)")]
        }
        guard targets.insert(target).inserted else {
            return [ServiceRefusal(.mountTarget, pointer, "two are mounted at \(target)")]
        }
        return []
    }
}
