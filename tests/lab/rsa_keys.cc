#include "tests/lab/rsa_keys.h"

#include <array>
#include <string_view>

#include "tests/lab/require.h"

namespace lab {
namespace {

// RSAPrivateKey (RFC 8017, A.1.2), base64.
constexpr std::string_view kLeafKey =
    "MIIEogIBAAKCAQEAnD/PdxyJkRIaAhbhbUy3cO1DbHNdMapMu/JlVq5QoB2Tr+d2pUo/Ajo7EmyuDLvSiZSd5g8lDUjCyVEHFbYl"
    "5TpLMo9hSQvliVyjrrHI8vER9EjWAlcOU2nUPoqvBGPaxNrWit6VIXLe9peKrTk26L9tfrD99weUI5o13AT4tv3mCSiBZDZMRT/e"
    "OXs92SqcWLeMzZM7+G+Hsc4OOjDVH5kLeLFH19tllem+eHZXynNyKePIWDq+B1w4NvtFe1hVOTuaRxLQVtcxotFroYmL3puNxzjE"
    "47pooS+sArx/dBKDwQIjpWJoed2vH9sWsRcfzNX3bWf9hcqRhEWZ+CUmRwIDAQABAoIBAC8N9nQ4B2PFcEitzFCmuF3NTi9EZM32"
    "q+oz+vnKQCSgE6B3U98+R1Br6etICHh0PdjKBW1JpU5lWafX+4q50prAXfIJhPJDH2qpF/AdwVcMa2xGXRDSV9Gd/tmg2Uk4qyL6"
    "hn7GvmGW3vejNpOpNdSNBbQQKENzKFU6dTrf0mkFAAIPoB/3xNRSa3btqzluKIJV8OVRoCeXnLAK/NFqCBzw9w+vCxI9DSoOhMDf"
    "wg1MGakwYoHOJ2enMN170M+A52xErk5PlWgR2MlqYGjWwETwJmeIsgP49lzWWMnOVBd5zZ8prZNy1e8Mx+dYxIeg/RVKrqe0/tKa"
    "SQZ/uvkQq2ECgYEAyAlcA3+IVK9rrht79SqI9IbbWyafPdh2g6cU0UOJrS3T6SSpdz2h1/x08iuKhj5a3h5wo4MC1H2q6nfnnQHp"
    "PrQlhkDWsBZUjy8uQF4if7iIaz2ta9D7hShu8kZeyWMBNqW3JeyJLob6h7pwwAUvMt9yKoO1p8a2YEzpNq498SECgYEAx/ZmT6hG"
    "huLxrheqadP2lU91Ol8or/ClHCVypVduQ+3xUBtpRlri6KkBhzgJsq0B9s7NxNowztb8Ie2vcpojI0tBEbwve6fniyIUrfYw83F2"
    "bdtbX9x+xOOQvpxigwJhIRjJIUK68oUCE7yzZhG9fQy7Bh2ul6twhh0QyZEa4mcCgYB1ILXV/ojvPUAJ1GICrgM/Wu96MeUwK11J"
    "vT19QtSMqLbaXvMztMzdUR+Q5VnZPQ2r3ZsKwx2XGnZHkCn4TzQp2QXX1INg29JrfK7SVcxRiNWoJZcz+EwuLfy4s+ewd94wB1x0"
    "QkoZCkQL0WlPpjl6ykdpCXIGaV5EiQRNVj1CwQKBgAu5vCghovkX57ogsyJ/hm8c+K/Skq02fEgZPg7KALJFCqh64wJ4I+QmvOsz"
    "8wWiNYJGgDRx4vjODHzk1ivvM+5G5Gro0RP8NYyoE/RbgmVUGvC4MzR81oYvHfa/bttl0VJChNDJe/Lqr8N+hjqPAcCKdZEXPnyw"
    "VenXXHulYaEzAoGAeblkOe1Mi5XI8mJIXP/Bk8Zrn9iOiIXwvWiS0VjapHMD0BtB4z1ZerEWVuK/8E9BDW0t4ETUl3VWslzXaS7+"
    "KaffXIlRM/GDAvHramPxebb4OwC1kDIAdGmVeaCyU+TD8tZaLDADhiLBKXAVtgKSa3bxWx906K3t53XuQuaPJV8=";

constexpr std::string_view kAuthorityKey =
    "MIIEpAIBAAKCAQEAnzsN7mLauzvZf91CTi8FFlonFVfvtoa3DHeNvfQwHEj4Q7hFbqUHfh+4qwOhyAEOEleaRoe5rK8Lg993UBiQ"
    "bB4EQZ91A3R+r0HEZfuxiSuKVUNImTkSDRWaJlmT/aqLWsAhwquGlgcCbRNEJNz1Dz/tcpZHzWhIQDqaIpACkMwD0aD0WQeKFWdF"
    "oUTFOT0ZaLlNb2+wykqSfofXX9Q6vYL/kikxtpJpOTLv/11HBSctwa1CwjM307PGQQFmDyb4bMr+pzmwCPwJi0a8OMub3dv2tHGt"
    "DSECdLbts/14eiUpuRVhxNOEC91XtAnpaGL/ro08EpJciFlUtGWg3dKNdQIDAQABAoIBABteCwbt9qo3nypa3QqTCkzNMep5Mros"
    "bUm3QqVjUuGJqSH6ifR6aM9EpHjAJw45IDIG3H1C1qbXbyM7RUZ+8lOi1RhyT6pIW33Dz/23RMxOr3f4GII9TNzy2Yu92bG/njP6"
    "0dKjqH4gtkoJBa1QTM5SLn2DVtP3GHPxnoxSNB6urIIUHc7c6aDc4UzOGUqpLR/vIdXYsnNku+Mtfy/wRnRfGuhOD4O6Ld+27rmC"
    "CsnlCc4pGI0F99HpbBYUGH9kGyRc2tgG4t9csUoVeHxgq0LNcnlI/RymGJ87c20XL7zSIBCC6JTMd8ZPNQIpjrCYyC6v+HzO2wEi"
    "8VG2FrkUgAECgYEA0rTB2OyZVjQRK/0ZBRIhLuIgZ1O1sqlsg6L5X2Cve/6apQPCtSMXCSVkHLwPbl4gn3x+NoIlV02qjZK8qtp8"
    "xhQDWHB9BsFou9EWM6bw5t+yZ/3kAUfGNnt4NL9ZRm3uJGFO6T8DB/7b17EmUmHZoQZdGG4OpRieWstcllgu0Z0CgYEAwXWVp7gv"
    "0+5HgWvSKFE8GlGXZ3Mfn07izTkpUvbKyBg8XsBg2regEPGEULUa1u02G6bvn2JFCimk5zzPTyBg3cpqk46ymGkKMqoJM8zrQrtr"
    "QXgcb0d2rU6bY6usRICJRgKd5oeEj/zY4RIxwJzpiKtGhYi2FZ5Sjogjwi1ib7kCgYEAjP2Q3KNs80bB2spwDHmWJLYA8sMLyPIf"
    "f3H1JcIfinvSZOrARc6mImOXuraIKNTpRW7bUYQCkomQv0zZ3AV5Cl3n4yzaLEQM3ehJz+Q8PHChA37bK5QoaNpzk/AaP8tdV5CZ"
    "ae/VCmuaFZkfSG7bXilQ8ADs4cI4bA659IwrP+0CgYEAgdS1wL89ac9JsbN4cJJD8a28HDMIj9NTJkMsVn9Fi4+oRDZ7SY1eIMDU"
    "+YzxHDhJzbj0q1Q53R4hiwYmYoXqPC5x4+EqPlqP+3xdfKQTZs98pY1EF/Iv1RMh+XvmunpApflvmpxr/G3F5xZcyVUE7TF0vH0J"
    "Je0AnqMCzHfEzhECgYA7WYasdp3RSDO9Lkw/e1QzLYd5vRDAlNclVDnMP4jmX3pptBfBpB4Xf9CktAYlA/W58BS5AHdcfixRpgS1"
    "pfA0QuFRH0X7kfFqPVkjxMqmiW1ZX4OFxMf5ut83+0PstroxnXPowB3pJC3biKxcg7Bzo/Q34lddInNtW2QrAYdrvQ==";

constexpr std::size_t kMaxDer = 1300;
static_assert(kLeafKey.size() / 4 * 3 <= kMaxDer && kAuthorityKey.size() / 4 * 3 <= kMaxDer);

}  // namespace

EvpPkeyPtr fixed_rsa_key(RsaKey which) {
  const std::string_view text = which == RsaKey::leaf ? kLeafKey : kAuthorityKey;
  std::array<unsigned char, kMaxDer> der{};
  const int size =
      EVP_DecodeBlock(der.data(), reinterpret_cast<const unsigned char*>(text.data()),
                      static_cast<int>(text.size()));  // padding counts, DER knows its own length
  const unsigned char* at = der.data();
  EvpPkeyPtr key(size > 0 ? d2i_PrivateKey(EVP_PKEY_RSA, nullptr, &at, size) : nullptr);
  require(key != nullptr, "read a fixed key");
  return key;
}

}  // namespace lab
