// swift-tools-version: 6.3
import PackageDescription

let strict: [SwiftSetting] = [
    .swiftLanguageMode(.v6),
    .strictMemorySafety(),
    .treatAllWarnings(as: .error),
    .enableUpcomingFeature("ExistentialAny"),
    .enableUpcomingFeature("InternalImportsByDefault"),
    .enableUpcomingFeature("MemberImportVisibility"),
    .enableUpcomingFeature("InferIsolatedConformances"),
    .enableUpcomingFeature("ImmutableWeakCaptures"),
    .enableUpcomingFeature("NonisolatedNonsendingByDefault"),
]

// The data path's objects are confined to one thread: the run-time check for overlapping access, a call per access to a
// stored variable of a class, tripled the cost of a request there. The tests run with the checks.
let dataPath: [SwiftSetting] =
    strict + [.unsafeFlags(["-enforce-exclusivity=unchecked"], .when(configuration: .release))]

let hummingbird: Target.Dependency = .product(name: "Hummingbird", package: "hummingbird")
let logging: Target.Dependency = .product(name: "Logging", package: "swift-log")
let lifecycle: Target.Dependency = .product(name: "ServiceLifecycle", package: "swift-service-lifecycle")
let crypto: Target.Dependency = .product(name: "Crypto", package: "swift-crypto")
let cryptoExtras: Target.Dependency = .product(name: "CryptoExtras", package: "swift-crypto")
let x509: Target.Dependency = .product(name: "X509", package: "swift-certificates")
let asn1: Target.Dependency = .product(name: "SwiftASN1", package: "swift-asn1")
let arguments: Target.Dependency = .product(name: "ArgumentParser", package: "swift-argument-parser")
let configuration: Target.Dependency = .product(name: "Configuration", package: "swift-configuration")

let package = Package(
    name: "proxyd",
    products: [.executable(name: "proxyd", targets: ["proxyd"])],
    dependencies: [
        .package(url: "https://github.com/hummingbird-project/hummingbird", from: "2.28.1", traits: []),
        .package(url: "https://github.com/apple/swift-log", from: "1.16.2"),
        .package(url: "https://github.com/swift-server/swift-service-lifecycle", from: "2.13.0"),
        .package(url: "https://github.com/apple/swift-crypto", from: "4.5.2"),
        .package(url: "https://github.com/apple/swift-certificates", from: "1.21.1"),
        .package(url: "https://github.com/apple/swift-asn1", from: "1.7.4"),
        .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.2"),
        .package(url: "https://github.com/apple/swift-configuration", from: "1.4.0", traits: []),
        .package(url: "https://github.com/apple/swift-http-types", from: "1.8.0", traits: []),
        .package(url: "https://github.com/apple/swift-nio", from: "2.101.2"),
    ],
    targets: [
        // C libraries, each wrapped by exactly one Swift folder.
        .systemLibrary(name: "CLinux", path: "Sources/CLinux"),
        .systemLibrary(
            name: "COpenSSL", path: "Sources/COpenSSL", pkgConfig: "openssl", providers: [.apt(["libssl-dev"])]),
        .systemLibrary(
            name: "CAres", path: "Sources/CAres", pkgConfig: "libcares", providers: [.apt(["libc-ares-dev"])]),
        .systemLibrary(
            name: "CPCRE2", path: "Sources/CPCRE2", pkgConfig: "libpcre2-8", providers: [.apt(["libpcre2-dev"])]),
        .systemLibrary(
            name: "CHiredis", path: "Sources/CHiredis", pkgConfig: "hiredis", providers: [.apt(["libhiredis-dev"])]),
        .systemLibrary(
            name: "CCurl", path: "Sources/CCurl", pkgConfig: "libcurl",
            providers: [.apt(["libcurl4-openssl-dev"])]),
        .systemLibrary(
            name: "CArgon2", path: "Sources/CArgon2", pkgConfig: "libargon2", providers: [.apt(["libargon2-dev"])]),
        .systemLibrary(name: "CLDNS", path: "Sources/CLDNS", pkgConfig: "ldns", providers: [.apt(["libldns-dev"])]),
        .systemLibrary(name: "CPSL", path: "Sources/CPSL", pkgConfig: "libpsl", providers: [.apt(["libpsl-dev"])]),

        .target(name: "ProxyModel", swiftSettings: strict),
        .target(name: "Reactor", dependencies: ["CLinux", "COpenSSL", "CAres"], swiftSettings: dataPath),
        .target(
            name: "ProxyCore", dependencies: ["ProxyModel", "Reactor", "CLinux", "CPCRE2"], swiftSettings: dataPath),
        .target(
            name: "ACME", dependencies: ["ProxyModel", "Egress", "CPSL", x509, asn1, crypto, cryptoExtras],
            swiftSettings: strict),
        .target(
            name: "Egress", dependencies: ["ProxyModel", "CCurl", "CLDNS", "CLinux"], swiftSettings: strict),
        .target(name: "DockerControl", dependencies: ["ProxyModel", "Egress"], swiftSettings: strict),
        .target(
            name: "OAuthServer",
            dependencies: ["ProxyModel", "Egress", "CArgon2", crypto, cryptoExtras, asn1, logging],
            swiftSettings: strict),
        .target(
            name: "RedisStore", dependencies: ["ProxyModel", "Reactor", "CHiredis", crypto, logging, lifecycle],
            swiftSettings: strict),
        .target(
            name: "ManagementAPI",
            dependencies: [
                "ProxyModel", "ProxyCore", "ACME", "DockerControl", "OAuthServer", "Reactor", "Egress", hummingbird,
                logging, crypto,
                .product(name: "HTTPTypes", package: "swift-http-types"),
                .product(name: "NIOCore", package: "swift-nio"),
            ],
            swiftSettings: strict),
        .executableTarget(
            name: "proxyd",
            dependencies: [
                "CLinux", "ProxyModel", "Reactor", "ProxyCore", "ACME", "DockerControl", "Egress", "OAuthServer",
                "RedisStore",
                "ManagementAPI",
                logging,
                lifecycle, arguments, configuration,
            ],
            swiftSettings: strict),

        .target(
            name: "TestSupport", dependencies: ["ProxyModel", "Reactor", "RedisStore", "Egress"], swiftSettings: strict),
        .testTarget(name: "ProxyModelTests", dependencies: ["ProxyModel"], swiftSettings: strict),
        .testTarget(
            name: "ReactorTests", dependencies: ["Reactor", "CLinux", "COpenSSL", "TestSupport"], swiftSettings: strict),
        .testTarget(
            name: "ProxyCoreTests", dependencies: ["ProxyCore", "ProxyModel", "Reactor", "TestSupport"],
            swiftSettings: strict),
        .testTarget(
            name: "ACMETests",
            dependencies: ["ACME", "ProxyModel", "Egress", "TestSupport", crypto, cryptoExtras, x509, asn1],
            swiftSettings: strict),
        .testTarget(
            name: "RedisStoreTests", dependencies: ["RedisStore", "ProxyModel", "Reactor", "TestSupport", logging],
            swiftSettings: strict),
        .testTarget(
            name: "StoreConformanceTests", dependencies: ["RedisStore", "ProxyModel", "TestSupport"],
            swiftSettings: strict),
        .testTarget(
            name: "ManagementAPITests",
            dependencies: [
                "ManagementAPI", "ACME", "DockerControl", "OAuthServer", "ProxyModel", "ProxyCore", "TestSupport",
                logging,
            ],
            exclude: ["OpenAPI/openapi.json"], swiftSettings: strict),
        .testTarget(
            name: "OAuthServerTests",
            dependencies: [
                "OAuthServer", "ProxyModel", "Egress", "TestSupport", crypto, cryptoExtras, logging,
            ],
            swiftSettings: strict),
        .testTarget(
            name: "EgressTests", dependencies: ["Egress", "ProxyModel", "TestSupport"], swiftSettings: strict),
        .testTarget(
            name: "DockerControlTests", dependencies: ["DockerControl", "Egress", "ProxyModel", "TestSupport"],
            swiftSettings: strict),
        .testTarget(
            name: "proxydTests",
            dependencies: [
                "proxyd", "ProxyModel", "OAuthServer", "Egress", "ManagementAPI", "TestSupport", arguments, logging,
            ],
            swiftSettings: strict),
    ]
)
