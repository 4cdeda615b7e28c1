internal import DockerControl
internal import ProxyModel

extension SettingCatalogue {
    static let docker = SettingGroup(
        title: "Services in containers",
        settings: [
            Setting(
                "DOCKER_HOST", \.docker.host, .engineAddress, default: "off: no engine is asked for anything",
                example: "unix:///var/run/docker.sock",
                """
                The engine that services of this node run in. Whoever can write to it is root on its host, and so is this \
                process.
                """),
            Setting(
                "DOCKER_API_VERSION", \.docker.apiVersion, .engineVersion, default: "the newest that both sides know",
                example: "1.41", "Version of the engine's API that is spoken."),
            Setting(
                "DOCKER_TLS_VERIFY", \.docker.verifiesTLS, .toggle, example: "on",
                "TLS towards an engine at tcp://, with certificates on both sides; without it everybody on the way is root."
            ),
            Setting(
                "DOCKER_CERT_PATH", \.docker.certificateFolder, .absolutePath, example: "/etc/proxyd/docker",
                "Folder with ca.pem, cert.pem and key.pem for DOCKER_TLS_VERIFY."),
            Setting(
                "DOCKER_REGISTRY_AUTH", \.docker.registryCredentials, .absolutePath,
                default: "registries get no credentials", example: "/root/.docker/config.json",
                "File in the form of Docker's config.json, whose auths are shown to registries; helpers are never run."),
            Setting(
                "DOCKER_NODE_NAME", \.docker.nodeName, .nodeName, default: "the name of the host", example: "edge-1",
                "Name of this node that services are placed by."),
            Setting(
                "DOCKER_NODE_LABELS", \.docker.nodeLabels, .nodeLabels, example: "zone=a,disk=fast",
                "Labels of this node that the node_selector of services is compared with."),
            Setting(
                "DOCKER_REACH", \.docker.reach, .choice, example: "published",
                """
                How requests reach a container: "network" (its address on its network; this process must be on the \
                engine's host) or "published" (a port that the engine publishes on the loopback interface).
                """),
            Setting(
                "DOCKER_NETWORK_INTERNAL", \.docker.hasInternalNetworks, .toggle, example: "on",
                "Makes the networks of services without a way out."),
            Setting(
                "DOCKER_DRIFT", \.docker.drift, .choice, example: "report",
                """
                When somebody else changes or removes a container: "repair" makes it as it was, "report" says so in the \
                status. A service's drift wins.
                """),
            Setting(
                "DOCKER_ORPHANS", \.docker.orphans, .choice, example: "adopt",
                """
                What happens with containers of this installation that no service on record has, as after the loss of \
                Redis: "report" lists them, "adopt" puts their services on record again.
                """),
            Setting(
                "DOCKER_LABEL_HOSTS", \.docker.labelHosts, .hostGlobs, default: "none: labels are not looked at",
                example: "*.apps.example.com",
                """
                Hosts that labels (proxyd.enable, proxyd.host, proxyd.port) of containers that others started may ask for, \
                as globs.
                """),
        ])

    static let dockerBounds = SettingGroup(
        title: "What services may ask of the engine",
        settings: [
            Setting(
                "DOCKER_CREATE", \.docker.creation, .choice, example: "token",
                """
                Who may say what runs in containers: "admin" (ADMIN_TOKEN alone) or "token" (every token of the management \
                API, within the bounds below).
                """),
            Setting(
                "DOCKER_REGISTRIES", \.docker.policy.registries, .registries,
                example: "docker.io,registry.example:5000",
                "Registries that images may come from; * is every one."),
            Setting(
                "DOCKER_IMAGES", \.docker.policy.images, .imageGlobs, example: "docker.io/library/*,ghcr.io/example/*",
                "Images that may run: globs of registry and repository, without tag."),
            Setting(
                "DOCKER_REQUIRE_DIGEST", \.docker.policy.requiresDigest, .toggle, example: "on",
                "Refuses images without a digest (name@sha256:…): what runs is then what was looked at."),
            Setting(
                "DOCKER_BIND_ROOTS", \.docker.policy.bindRoots, .folders,
                default: "none: no folder of the host is mounted",
                example: "/srv/services",
                "Folders and files of the engine's host that services may mount: each itself, and nothing below it."),
            Setting(
                "DOCKER_BUILD_ROOTS", \.docker.policy.buildRoots, .folders, default: "none: nothing is built",
                example: "/srv/builds", "Folders of this node below which images are built from Dockerfiles."),
            Setting(
                "DOCKER_CAPABILITIES", \.docker.policy.capabilities, .capabilities,
                example: "CHOWN,SETGID,SETUID,NET_BIND_SERVICE",
                "Capabilities that services may keep; a service keeps none that it does not ask for."),
            Setting(
                "DOCKER_MEMORY_MAX", \.docker.policy.memoryBytes, .size(6 << 20...1 << 50), example: "1GiB",
                "Most memory of one container."),
            Setting(
                "DOCKER_CPU_MAX", \.docker.policy.cpus, .processors, example: "2",
                "Most processors of one container, also parts of one."),
            Setting(
                "DOCKER_PIDS_MAX", \.docker.policy.processes, .count(1...32_768), example: "512",
                "Most processes and threads of one container."),
            Setting(
                "DOCKER_PORT_RANGE", \.docker.policy.ports.range, .portRanges, example: "20000-29999",
                "Ports of the host that services get which name none."),
            Setting(
                "DOCKER_RESTRICTED_PORTS", \.docker.policy.ports.restricted, .portRangesOrNone, example: "1-1023,11211",
                "Ports of the host that services never get; those that this process listens on are always among them."),
            Setting(
                "DOCKER_PUBLISH_ADDRESSES", \.docker.policy.ports.addresses, .addresses, example: "127.0.0.1,0.0.0.0",
                "Addresses of the host that ports of services may be bound to; 0.0.0.0 and :: are every interface."),
            Setting(
                "DOCKER_ALLOW_ROOT", \.docker.policy.allowsRoot, .toggle, example: "off",
                "Whether processes in containers may be root there, as their image or service says; off refuses it."),
        ])
}
