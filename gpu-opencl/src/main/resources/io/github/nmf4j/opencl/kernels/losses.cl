// d(v | y), the β-divergence of one entry; 0·log 0 counts as 0.
//
//   β = 2       ½ (v − y)²
//   β = 1       v log(v/y) − v + y
//   β = 0       v/y − log(v/y) − 1
//   otherwise   (v^β + (β−1) y^β − β v y^(β−1)) / (β (β−1))
static ACC entry_loss(ACC v, ACC y, int kind, ACC beta) {
  switch (kind) {
    case KIND_FROBENIUS:
      return (v - y) * (v - y) / 2;
    case KIND_KULLBACK_LEIBLER:
      return v == 0 ? y : v * log(v / y) - v + y;
    case KIND_ITAKURA_SAITO:
      return v / y - log(v / y) - 1;
    default: {
      ACC power = pow(y, beta - 1);
      return (pow(v, beta) + (beta - 1) * power * y - beta * v * power) / (beta * (beta - 1));
    }
  }
}
