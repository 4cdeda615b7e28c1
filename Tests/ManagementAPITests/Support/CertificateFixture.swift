/// Self-signed certificates for `a.test` and `*.a.test`, valid for a century, with keys that guard nothing.
enum CertificateFixture {
    /// One certificate.
    static let chain = """
        -----BEGIN CERTIFICATE-----
        MIIBljCCATygAwIBAgIUNh3vt/PXk+C36nyy3+a+h8KUq70wCgYIKoZIzj0EAwIw
        ETEPMA0GA1UEAwwGYS50ZXN0MCAXDTI2MTEyMTA4NDM0M1oYDzIxMjYxMDI4MDg0
        MzQzWjARMQ8wDQYDVQQDDAZhLnRlc3QwWTATBgcqhkjOPQIBBggqhkjOPQMBBwNC
        AASq28I48wJcXJ8vG2yc7tI0NMryBYKqDljdWynGsiwUbRwdm6GA80MfbA56cjPt
        oIVlhVJoEfJEBhhu69Ic0KrPo3AwbjAdBgNVHQ4EFgQUN+mExn8uRyjYKndBQGt4
        i5SCLR4wHwYDVR0jBBgwFoAUN+mExn8uRyjYKndBQGt4i5SCLR4wDwYDVR0TAQH/
        BAUwAwEB/zAbBgNVHREEFDASggZhLnRlc3SCCCouYS50ZXN0MAoGCCqGSM49BAMC
        A0gAMEUCIAp2KAyqJgxsg5W5VigpA7VHezYmO4V++SLQKzJh+cW6AiEAtvfKiqQm
        Y5iGdtEgmBy1hGOHIgTFu3uZsRd6jY/c5Gk=
        -----END CERTIFICATE-----

        """

    /// Its fingerprint, as records have it.
    static let fingerprint = "sha256:8b624559ff52b2385ea94fc28d4491cef4437c4745455624182de549face537a"

    /// Its key.
    static let key = """
        -----BEGIN EC PRIVATE KEY-----
        MHcCAQEEIB8km0Ji5Bay0K+U4NuAjNmI/FC+Ow85cDIhaR+PnUG5oAoGCCqGSM49
        AwEHoUQDQgAEqtvCOPMCXFyfLxtsnO7SNDTK8gWCqg5Y3VspxrIsFG0cHZuhgPND
        H2wOenIz7aCFZYVSaBHyRAYYbuvSHNCqzw==
        -----END EC PRIVATE KEY-----

        """

    /// Another certificate for the same names.
    static let otherChain = """
        -----BEGIN CERTIFICATE-----
        MIIBljCCATygAwIBAgIUCe3i6vneyCi1a12lNwhrOu//j8YwCgYIKoZIzj0EAwIw
        ETEPMA0GA1UEAwwGYS50ZXN0MCAXDTI2MTEyMTA4NDM0M1oYDzIxMjYxMDI4MDg0
        MzQzWjARMQ8wDQYDVQQDDAZhLnRlc3QwWTATBgcqhkjOPQIBBggqhkjOPQMBBwNC
        AATxwJtZRdWdd5mHzIAPFnx0ftQKnA/Wq0LxWMJp2Hq5++iM5hFXaUg4wgIgA2J/
        TgxMcTX2CrbYcgUhiD6Ptfszo3AwbjAdBgNVHQ4EFgQU/3A/ulgFPEj5TH1Thi2I
        kC48g9QwHwYDVR0jBBgwFoAU/3A/ulgFPEj5TH1Thi2IkC48g9QwDwYDVR0TAQH/
        BAUwAwEB/zAbBgNVHREEFDASggZhLnRlc3SCCCouYS50ZXN0MAoGCCqGSM49BAMC
        A0gAMEUCIQDMMeeAgiB1JVOq/Xl7ArWVGrx6NMuXFx42q6guMddqTgIgH7LTXzfM
        KlbcGHXElXRWaLpamNRdj9pCRPBUajUdXlM=
        -----END CERTIFICATE-----

        """

    /// Its key.
    static let otherKey = """
        -----BEGIN EC PRIVATE KEY-----
        MHcCAQEEIIsEhW/A4v+IoBNcotht32xZU/Yckf07zvUq8fF8u7XDoAoGCCqGSM49
        AwEHoUQDQgAE8cCbWUXVnXeZh8yADxZ8dH7UCpwP1qtC8VjCadh6ufvojOYRV2lI
        OMICIANif04MTHE19gq22HIFIYg+j7X7Mw==
        -----END EC PRIVATE KEY-----

        """
}
